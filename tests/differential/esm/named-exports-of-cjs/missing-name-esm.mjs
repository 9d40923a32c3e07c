import { gone } from './main-helper.mjs';
