/* SPDX-License-Identifier: ISC */
/*
 * page - what a screen shows, as data
 *
 * A screen builds a page from its state; a writer shows it: full screen
 * (draw.h) or plain conversation (plain.h). A page is a place, a heading and
 * rows in reading order; rows that can be acted on take the focus in that
 * order. Nothing here knows a terminal, a colour or a column.
 */
#ifndef TUI_PAGE_H
#define TUI_PAGE_H

#include "../core/base/mem.h"
#include "textbox.h"

enum role { /* what a piece of text is; the theme gives it attributes */
	    ROLE_PLAIN,
	    ROLE_TITLE,
	    ROLE_HEAD,
	    ROLE_HINT,
	    ROLE_WARN,
	    ROLE_ERROR,
	    ROLE_DONE,
	    ROLE_KEY,
	    ROLE_COUNT,
};

enum row_kind {
	ROW_GAP,    /* an empty line */
	ROW_TEXT,   /* a paragraph, wrapped */
	ROW_LINE,   /* one line as it is, cut at the edge */
	ROW_BOXES,  /* boxes that follow from each other; drawn where there is room, said nowhere */
	ROW_HEAD,   /* a heading inside the page */
	ROW_ITEM,   /* a line to open: number, name, cells or status, detail below */
	ROW_RADIO,  /* ( ) one of a group of neighbours */
	ROW_TICK,   /* [ ] several of a group */
	ROW_BOX,    /* a box for one line of text, with its label above */
	ROW_AREA,   /* a box for a long text */
	ROW_BUTTON, /* [ Save and go on ] */
	ROW_ERROR, /* a line of "There is a problem"; opening it moves the focus to row id `target` */
};

enum { ROW_CELLS = 8 };

struct box { /* of a drawing; what it says stands in rows of the page as well */
	const char *label, *text;
	bool empty; /* the text says that there is none */
};

struct boxes {
	const struct box *v;
	size_t n;
};

enum { ROW_KEY = 192 }; /* bytes of a key that count, with its end */

struct row {
	enum row_kind kind;
	int id; /* the screen's own, given back in events */
	/* what the line stands for, where the id is its place among others that come and go: the focus
	   stays with it, and a key never acts on the one that took its place; NULL: the id says it */
	const char *key;
	const char *text; /* name, label, paragraph */
	int number;       /* 1 to 9, 0: the digit that opens it; -1: none */
	char letter; /* a key that opens it from this screen (its action is in the key table); 0: none */
	bool on;            /* radio, tick */
	bool inline_group;  /* radio, tick: may share a line with its neighbours */
	bool opens;         /* tick: there is a screen behind it; plain: its number goes there */
	bool drawn;         /* about the full screen: left out where a page is read aloud */
	const char *status; /* at the right edge */
	enum role role;     /* of the status, or of the text where there is none */
	const char *hint;   /* box, area, radio, item: a sentence under the label */
	const char *detail; /* item: a second line, indented */
	const char *error;  /* box: beside it, after "Error: " */
	const char *cell[ROW_CELLS]; /* after text, under page.column[1..] */
	struct textbox *box;         /* box, area; owned by the screen */
	const struct boxes *boxes;   /* boxes */
	int lines;                   /* area: height wanted; 0: what is left */
	int target;
	int indent;
	const char *under; /* item: what the indent shows, said in plain mode */
};

/*
 * A grid: more columns than a page can have, and in each cell one of a few
 * words. Its rows are the page's list; only what is seen is ever asked for.
 */
typedef const char *grid_name_fn(const void *arg, size_t i, const char **mark);

struct grid {
	size_t ncols;
	const char *corner; /* above the names of the rows */
	const char *end;    /* above their statuses */
	/* names; mark: a short text that tells it from others that begin alike */
	grid_name_fn *row, *column;
	const char *const *word; /* what a cell may say; the first is what the digit 1 answers */
	size_t nwords;
	int (*cell)(const void *arg, size_t row, size_t col); /* index of its word; -1: none yet */
	int detail_lines; /* kept below for what is known of the focused cell; 0: not open */
	const char *(*detail)(const void *arg, size_t row, size_t col, struct arena *a);
	const void *arg;
};

struct column {
	const char *title;
	int min, want; /* columns; what is left over goes to the first */
	bool drawn;    /* a chart of block characters: left out where a page is read aloud */
	bool table;    /* in a table alone: on cards and read aloud another column says it */
	bool said;     /* that other column: not in a table */
	bool whole;    /* the last one: not cut, on as many lines as it takes */
	bool below;    /* with said: whole, on lines of its own below the row or card */
};

struct page {
	struct arena *arena;             /* for texts of this page; reset before each build */
	const char *place;               /* Strathfinlay > Analyse > Map services */
	const char *who;                 /* coord-1, coordinator */
	const char *title;               /* what this screen is, or the question it asks */
	const char *title_right;         /* beside it: "2 of 4 completed" */
	const char *message;             /* NULL: the loop's own message */
	struct column column[ROW_CELLS]; /* of ROW_ITEM rows with cells */
	size_t ncolumns;
	int status_min; /* columns kept for statuses that come later */
	bool cards;     /* show rows with cells as cards */
	bool alone;     /* nothing is round it yet: neither find nor undo leads anywhere */
	struct row *rows;
	size_t nrows, cap;
	/* A long list: rows made when they are shown. Placed after rows[list_at - 1]. */
	size_t list_at, list_n;
	void (*list_row)(const void *arg, size_t i, struct arena *a, struct row *out);
	const void *list_arg;
	struct made_row *made;   /* those of the list that were asked for; NULL: none is kept */
	const struct grid *grid; /* the list has these columns; NULL: it is a list of lines */
	/* Guidance beside the work; below it where there is no room, in plain mode on `g`. */
	const char *side_title;
	const char *side; /* paragraphs; a line "# x" is a heading, "- x" a point */
	/* Digits that are no numbers of lines, and what they do, in the keys: "0 to 5", "give that score" */
	const char *digits, *digits_do;
	int focus_id; /* row id to put the focus on at first; -1: the first that can take it */
};

void page_begin(struct page *p, struct arena *a);
struct row *page_add(struct page *p, enum row_kind kind, int id,
		     const char *text); /* number -1, letter 0 */
void page_text(struct page *p, const char *text);
void page_lines(struct page *p, const char *text); /* each line of it a paragraph */
struct row *page_head(struct page *p, const char *text);
void page_gap(struct page *p);
struct row *page_item(struct page *p, int id, const char *text, const char *status);
struct row *page_button(struct page *p, int id, const char *text);
void page_column(struct page *p, const char *title, int min, int want);
const char *page_printf(struct page *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
size_t page_count(const struct page *p); /* rows and list rows */
void page_row(const struct page *p, size_t i, struct row *out);
/*
 * page_keep   - rows of the list are made once: to measure, to scroll and to draw asks for each of them many times
 * page_forget - made anew from here on: what they were made from changes
 */
void page_keep(struct page *p);
void page_forget(const struct page *p);
/* page_in_list - this row is one of the list */
bool page_in_list(const struct page *p, size_t i);
bool row_focusable(const struct row *r);
bool row_is_box(const struct row *r);
/* page_reads_to - where row i is text to be read: the first below it to act on; else i */
size_t page_reads_to(const struct page *p, size_t i);
/* page_find - index of the row with that id, or (size_t)-1 */
/* page_find_key - the row that stands for this, the one nearest to a place first; -1: none */
size_t page_find_key(const struct page *p, const char *key, size_t near);
size_t page_find(const struct page *p, int id);

#endif
