/*
 * Local dates: the offset of a local time, the name of the zone in Date.prototype.toString.
 */

/*
 * Minutes to add to a local time to get UTC (the sign of Date.prototype.getTimezoneOffset). Of a
 * time that comes twice the earlier counts; one that is skipped has the offset before.
 */
static int64_t kernelet_offset_of_local(int64_t local)
{
    const int64_t day = 86400000;
    int64_t before, after;

    if (local < -9007199254740992 || local > 9007199254740992)
        return 0;
    before = getTimezoneOffset(local - day);
    after = getTimezoneOffset(local + day);
    if (before == after || getTimezoneOffset(local + before * 60000) == before)
        return before;
    return getTimezoneOffset(local + after * 60000) == after ? after : before;
}

#if defined(__wasm__)
/* in src/platform.rs: the length of what was written */
extern size_t kernelet_zone_name(double milliseconds, char *out, size_t size);
#endif

/* " (Central European Standard Time)"; how much was written. `minutes`: what the zone is ahead. */
static size_t kernelet_write_zone_name(JSContext *ctx, JSValueConst date, int minutes, char *out,
                                       size_t size)
{
    static const char utc[] = "Coordinated Universal Time";
    char name[96];
    size_t length = 0;

#if defined(__wasm__)
    double time;

    if (JS_ThisTimeValue(ctx, &time, date))
        return 0;
    length = kernelet_zone_name(time, name, sizeof(name));
#endif
    if (length == 0) {
        if (minutes != 0)
            return 0;
        length = sizeof(utc) - 1;
        memcpy(name, utc, length);
    }
    if (length + 4 > size)
        return 0;
    return snprintf(out, size, " (%.*s)", (int)length, name);
}
