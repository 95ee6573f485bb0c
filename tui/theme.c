/* SPDX-License-Identifier: ISC */
#include "theme.h"

/* A word or a mark says what a colour says; never red against green. Each change costs bytes: few are made. */
static const struct look looks[] = {
	[ROLE_PLAIN] = { 0, COLOUR_OWN },         [ROLE_TITLE] = { THEME_BOLD, COLOUR_OWN },
	[ROLE_HEAD] = { THEME_BOLD, COLOUR_OWN }, [ROLE_HINT] = { 0, COLOUR_OWN },
	[ROLE_WARN] = { 0, COLOUR_YELLOW },       [ROLE_ERROR] = { THEME_BOLD, COLOUR_MAGENTA },
	[ROLE_DONE] = { 0, COLOUR_BLUE },         [ROLE_KEY] = { 0, COLOUR_OWN },
	[ROLE_COUNT] = { 0, COLOUR_OWN },
};

const struct look *theme_look(enum role role)
{
	return &looks[role];
}
