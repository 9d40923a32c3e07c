/*
 * Numbers in other bases than ten, digit for digit as V8 writes them (its
 * DoubleToRadixCString): the fraction stops as soon as it names the number, and
 * what doubles cannot tell of a large integer is zeros.
 */

/* Length of the text, without a terminator; `buffer` has KERNELET_RADIX_SIZE bytes. */
enum { KERNELET_RADIX_SIZE = 2200 };

static int kernelet_radix_text(char *buffer, double value, int radix, int *start)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    const int middle = KERNELET_RADIX_SIZE / 2;
    int whole = middle, part = middle;
    bool is_negative = value < 0;
    double integer, fraction, delta;

    if (is_negative)
        value = -value;
    integer = floor(value);
    fraction = value - integer;
    delta = 0.5 * (nextafter(value, INFINITY) - value);
    if (delta < 5e-324)
        delta = 5e-324;
    if (fraction >= delta) {
        buffer[part++] = '.';
        do {
            int digit;

            fraction *= radix;
            delta *= radix;
            digit = (int)fraction;
            buffer[part++] = digits[digit];
            fraction -= digit;
            if ((fraction > 0.5 || (fraction == 0.5 && (digit & 1))) && fraction + delta > 1) {
                /* round up, with the carry */
                for (;;) {
                    char c = buffer[--part];

                    if (part == middle) {
                        integer += 1;
                        break;
                    }
                    digit = c > '9' ? c - 'a' + 10 : c - '0';
                    if (digit + 1 < radix) {
                        buffer[part++] = digits[digit + 1];
                        break;
                    }
                }
                break;
            }
        } while (fraction >= delta);
    }
    while (integer / radix >= 9007199254740992.0) {
        integer /= radix;
        buffer[--whole] = '0';
    }
    do {
        double remainder = fmod(integer, radix);

        buffer[--whole] = digits[(int)remainder];
        integer = (integer - remainder) / radix;
    } while (integer > 0);
    if (is_negative)
        buffer[--whole] = '-';
    *start = whole;
    return part - whole;
}

/* A finite number as text in a base. */
static JSValue kernelet_number_in_base(JSContext *ctx, double value, int radix)
{
    char buffer[KERNELET_RADIX_SIZE];
    int start, length = kernelet_radix_text(buffer, value, radix, &start);

    return js_new_string8_len(ctx, buffer + start, length);
}
