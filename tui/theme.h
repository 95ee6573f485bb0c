/* SPDX-License-Identifier: ISC */
/* theme - what a role looks like; without colour it says all there is to say */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "page.h"

enum { THEME_BOLD = 1, THEME_UNDERLINE = 2 };
enum theme_colour {
	COLOUR_OWN,
	COLOUR_BLUE,
	COLOUR_YELLOW,
	COLOUR_MAGENTA
}; /* own: the terminal's */

struct look {
	unsigned mono;            /* attributes where there is no colour */
	enum theme_colour colour; /* beside the attributes, where there is */
};

const struct look *theme_look(enum role role);

#endif
