/* Colours as an eye has them: contrast by WCAG 2.2, and what is left of a colour with each of the
 * deficiencies of colour vision. Written apart from the wall's own (theme.c), which it checks.
 */
#ifndef TESTS_COLOURS_H
#define TESTS_COLOURS_H

#include <stdint.h>

enum vision { VISION_FULL, VISION_GREY, VISION_PROTAN, VISION_DEUTAN, VISION_TRITAN, VISION_COUNT };

const char *vision_name(enum vision vision);
/* 0xRRGGBB as such an eye sees it. Grey: its luminance alone. The deficiencies at severity 1.0
 * after G. M. Machado, M. M. Oliveira, L. A. F. Fernandes: A Physiologically-based Model for
 * Simulation of Color Vision Deficiency, IEEE TVCG 15 (6), 2009, table of matrices, on linear RGB.
 */
uint32_t vision_of(enum vision vision, uint32_t colour);

/* 1 to 21. */
double contrast_of(uint32_t a, uint32_t b);

#endif
