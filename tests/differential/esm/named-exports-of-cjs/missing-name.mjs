import { notExported } from './plain.cjs';
