/* SPDX-License-Identifier: ISC */
/*
 * views - registers seen as more than a table, as the templates list them
 *
 * A screen of a kind is opened with the view's id and looks it up with view_here.
 */
#ifndef SCREENS_VIEWS_H
#define SCREENS_VIEWS_H

#include "app.h"

/* view_screen - the screen that shows this kind */
const struct screen *view_screen(enum view_kind kind);
/* view_here - the view a screen was opened with; err: RC_NOT_FOUND, also where it is of another kind */
enum rc view_here(const struct frame *f, enum view_kind kind, const struct view **out,
		  struct err *err);
/*
 * view_rows - a line for each view of an activity, ids from first on; returns how many there are
 *
 * They follow its registers without a heading, so that Tab goes from all of them to the checklist.
 */
size_t view_rows(const struct frame *f, struct page *p, const char *activity, int first,
		 int *number);
/* view_open - what happens when one of these lines is opened */
void view_open(const struct frame *f, int id, int first, struct nav *n);

#endif
