import './not-here.mjs';
