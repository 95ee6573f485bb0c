/* SPDX-License-Identifier: ISC */
/*
 * copies - whole copies of the store in which something that is removed still stands
 *
 * Those beside the store that were kept when it was replaced or brought up to
 * date, and those in the folder of backups that the settings name. Others may
 * be anywhere.
 */
#ifndef SCREENS_COPIES_H
#define SCREENS_COPIES_H

#include "app.h"

struct cli;
struct jout;

struct copies {
	struct names holding, unread; /* paths; unread: what cannot be looked at here */
	const char *folder;           /* of backups; "": none is set */
	bool folder_read;
};

/* is it in this file; `what` is the caller's */
typedef enum copy_says copy_holds(const void *what, const char *file);

/* copies_look - Memory: in the arena */
struct copies copies_look(const struct app *app, copy_holds *holds, const void *what,
			  struct arena *a);
void copies_page(const struct copies *c, struct page *p);
/* copies_tell - as sentences, or where text is NULL into the open object of json */
void copies_tell(const struct copies *c, struct buf *text, struct jout *json);

#endif
