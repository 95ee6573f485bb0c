/* SPDX-License-Identifier: ISC */
/*
 * view_table - a view of registers as lines of text, whatever its kind
 *
 * Worked out from one read of the store and never stored. A screen, the
 * conversation and the command line show the same lines. What a line says is
 * made when it is shown, so that thousands of them cost little.
 * Source: cairn-template(5), VIEWS
 */
#ifndef CORE_VIEW_TABLE_H
#define CORE_VIEW_TABLE_H

#include <stdint.h>

#include "../records/session.h"

enum { VIEW_CELLS = 7 };

enum line_kind {
	LINE_HEAD,  /* what the entries below have in common */
	LINE_ENTRY, /* an entry of a register */
	LINE_TEXT,  /* a sentence: a sum, what is not known */
};

struct view_line {
	enum line_kind kind;
	const struct reg *reg; /* of an entry */
	const char *id;        /* stored form */
	const char *text;      /* of a heading or sentence; of an entry NULL */
	size_t count;          /* of a heading: entries below it */
	bool draft;            /* of an entry: it is not finished */
	uint32_t node, at;     /* the kind's own */
};

struct view_told { /* what an entry says */
	const char *text;
	const char *cell[VIEW_CELLS];
};

struct view_column {
	const char *title;
	int want;   /* columns of the screen */
	bool drawn; /* a drawing, for tables alone */
	bool said;  /* the same in words, where there is no table */
	bool below; /* a text too long for a column: on lines of its own */
};

struct view_table {
	const struct view *view;
	const char *name;    /* above the entries' names */
	const char *summary; /* one sentence above it all */
	const char *empty;   /* where there are no lines */
	const char *day;     /* VIEW_ENDS: before which day, stored form; else NULL */
	size_t zooms;        /* VIEW_TIMELINE: how many spans it can show; else 0 */
	size_t zoom;
	struct view_column column[VIEW_CELLS]; /* behind the name */
	size_t ncolumns;
	struct view_line *line;
	size_t n;
	size_t entries;  /* each counted once */
	size_t left_out; /* restricted ones, where they were not asked for */
	void (*tell)(const struct view_table *t, const struct view_line *l, struct arena *a,
		     struct view_told *out);
	void *of;
};

struct view_asked {
	const char *day; /* stored form; NULL: as the kind has it */
	size_t zoom;
	bool open; /* what is restricted is left out; where something else names it, by its id */
};

/* view_table_has - whether this kind can be told in lines */
bool view_table_has(enum view_kind kind);
/*
 * view_table_load - Memory: in the arena; the session has to live as long
 *
 * Errors:  RC_NOT_FOUND  this kind is a screen alone
 */
enum rc view_table_load(const struct session *s, const struct view *v,
			const struct view_asked *asked, struct arena *a, struct view_table *out,
			struct err *err);
/* view_line_told - of any line: cells are "" where there is nothing to say */
void view_line_told(const struct view_table *t, const struct view_line *l, struct arena *a,
		    struct view_told *out);

#endif
