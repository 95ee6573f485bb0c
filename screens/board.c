/* SPDX-License-Identifier: ISC */
/* A board: entries in the order that people put them, with their scores and how far the money goes. */
#include "../core/plan/board.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../core/plan/scores.h"
#include "screens.h"
#include "typed.h"
#include "views.h"
#include "words.h"

enum { ID_TOGETHER = 1, ID_ADD, ID_SAVE, ID_WHY, ID_ROW = 1000 };
enum { CRITERIA_SHOWN = ROW_CELLS - 3 }; /* beside the name, the score and the word */
enum { NAME_COLS = 18, NAME_WANTED = 18, POINT_COLS = 3, SCORE_COLS = 5, WORD_COLS = 8 };

#define NOWHERE ((size_t)-1)

struct board_state {
	const struct view *view;
	struct board b;
	struct score_fields fields;
	struct score_book book;
	bool scores, together;
	bool by_score;
	size_t *order;     /* as it is shown: with the move that is not kept yet, or by score */
	const char *moved; /* id of the entry that is on the move; NULL: none */
	size_t from, to;
	bool cards;
};

static const struct score_set *set_of(const struct board_state *st, size_t entry)
{
	return st->scores ? scores_of(&st->book, st->b.entry[entry].id) : NULL;
}

/* What counts for the order by score: nothing that this person may not see yet. */
static double score_of(const struct board_state *st, size_t entry)
{
	const struct score_set *set = set_of(st, entry);

	return set && set->scored && scores_open(set, st->together) ? set->total : -1;
}

static int by_score(const void *va, const void *vb, void *arg)
{
	const struct board_state *st = arg;
	double a = score_of(st, *(const size_t *)va), b = score_of(st, *(const size_t *)vb);

	return a != b ? (a < b) - (a > b)
		      : (*(const size_t *)va > *(const size_t *)vb) -
				(*(const size_t *)va < *(const size_t *)vb);
}

/* The order as it is shown, and the line in it. */
static void arrange(struct board_state *st)
{
	memcpy(st->order, st->b.order, st->b.n * sizeof(*st->order));
	if (st->moved)
		board_shift(st->order, st->from, st->to);
	board_line(&st->b, st->order);
	if (st->by_score && st->b.n)
		qsort_r(st->order, st->b.n, sizeof(*st->order), by_score, st);
}

static size_t place_of(const struct board *b, const char *id)
{
	for (size_t i = 0; i < b->n; i++)
		if (strcmp(b->entry[b->order[i]].id, id) == 0)
			return i;
	return NOWHERE;
}

static enum rc board_screen_load(struct frame *f, struct err *err)
{
	struct board_state *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc = view_here(f, VIEW_BOARD, &st->view, err);

	if (rc == RC_OK)
		rc = board_load(s, st->view, f->loaded, &st->b, err);
	if (rc != RC_OK)
		return rc;
	st->together = s->together;
	st->scores = score_fields_of(s->schema, st->view, &st->fields);
	if (st->scores)
		rc = scores_load(s, &st->fields, NULL, f->loaded, &st->book, err);
	st->order = arena_array(f->loaded, st->b.n + 1, sizeof(*st->order));
	/* what was on the move may have been moved by somebody else, or kept just now */
	if (st->moved && place_of(&st->b, st->moved) != st->from)
		st->moved = NULL;
	arrange(st);
	return rc;
}

/* The table */

static const char *points(const struct board_state *st, const struct score_set *set, size_t c,
			  struct arena *a)
{
	const struct spread *sp;

	if (!set)
		return "-";
	sp = &set->spread[c];
	if (!scores_open(set, st->together)) {
		for (size_t i = 0; i < set->n; i++)
			if (set->scorer[i].own && set->scorer[i].score[c] != SCORE_NONE)
				return arena_printf(a, "%d", set->scorer[i].score[c]);
		return "-";
	}
	if (!sp->n)
		return "-";
	/* where people lie apart a mean would hide it */
	return sp->apart ? arena_printf(a, "%d to %d", sp->low, sp->high)
			 : arena_printf(a, "%.1f", sp->mean);
}

static const char *score_word(const struct board_state *st, const struct score_set *set,
			      struct arena *a)
{
	if (!set || !set->scored)
		return "-";
	if (!scores_open(set, st->together))
		return W_SCORES_APART;
	return score_text(set->total, a);
}

static const char *line_words(struct arena *a, bool below)
{
	return arena_printf(a, "-------- %s --------", below ? W_LINE_ABOVE : W_LINE_NOTHING);
}

static void list_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct board_state *st = arg;
	size_t entry = st->order[i], cell = 0;
	const struct board_entry *e = &st->b.entry[entry];
	const struct score_set *set = set_of(st, entry);
	size_t place = st->by_score ? place_of(&st->b, e->id) : i;

	out->kind = ROW_ITEM;
	out->id = ID_ROW + (int)entry;
	out->key = e->id;
	out->text = arena_printf(a, "%zu %s", place + 1, e->title);
	out->number = -1;
	for (size_t c = 0; st->scores && c < st->book.n && c < CRITERIA_SHOWN; c++)
		out->cell[cell++] = points(st, set, c, a);
	if (st->scores)
		out->cell[cell++] = score_word(st, set, a);
	if (st->b.word)
		out->cell[cell++] = value_shown(st->b.word, e->word, a);
	if (st->b.line && !st->by_score && i + 1 == st->b.can)
		out->detail = line_words(a, true);
}

static const char *capital(const char *word, struct arena *a)
{
	char *out = arena_str(a, word);

	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}

/* A heading is whole where there is room for it. */
static void add_column(struct page *p, const char *title, int min)
{
	int cols = text_cols(title);

	page_column(p, title, min, cols > min ? cols : min);
}

/* What is given by a criterion is never cut, nor what an entry could have. */
static int points_cols(const struct board_state *st, size_t c, struct arena *a)
{
	int widest = POINT_COLS;

	for (size_t i = 0; i < st->book.nsets; i++) {
		int cols = text_cols(points(st, &st->book.set[i], c, a));

		widest = cols > widest ? cols : widest;
	}
	return widest;
}

static int score_cols(const struct board_state *st, struct arena *a)
{
	int cols = text_cols(arena_printf(a, "%.0f.75", st->book.most));

	return cols > SCORE_COLS ? cols : SCORE_COLS;
}

static void columns(const struct board_state *st, struct page *p)
{
	page_column(p, capital(st->b.reg->one, p->arena), NAME_COLS, NAME_WANTED);
	for (size_t c = 0; st->scores && c < st->book.n && c < CRITERIA_SHOWN; c++)
		add_column(p, capital(st->book.criterion[c].name, p->arena),
			   points_cols(st, c, p->arena));
	if (st->scores)
		add_column(p, W_SCORE, score_cols(st, p->arena));
	if (st->b.word)
		add_column(p, field_heading(st->b.word), WORD_COLS);
}

static const char *pounds(double v, struct arena *a)
{
	static const struct field money = { .type = TYPE_MONEY };

	return value_shown(&money, arena_printf(a, "%.2f", v), a);
}

static void reach_line(const struct reach *r, const char *of, const char *taken, const char *there,
		       struct page *p)
{
	if (!r->asked)
		return;
	if (!r->known)
		page_add(p, ROW_TEXT, -1, page_printf(p, W_REACH_UNKNOWN, of))->role = ROLE_HINT;
	else
		page_add(p, ROW_TEXT, -1,
			 page_printf(p, W_REACH, of, taken, there,
				     r->unknown ? page_printf(p, W_REACH_NO_COST, r->unknown) : "",
				     r->missing ? page_printf(p, W_REACH_MISSING, r->missing) : ""))
			->role = ROLE_HINT;
}

static void reach_lines(const struct board_state *st, struct page *p)
{
	const struct board *b = &st->b;
	struct arena *a = p->arena;

	reach_line(&b->money, page_printf(p, W_MONEY_OF, b->year, (b->year + 1) % 100),
		   pounds(b->money.taken, a), pounds(b->money.there, a), p);
	reach_line(&b->hours, W_HOURS_OF, score_text(b->hours.taken, a),
		   score_text(b->hours.there, a), p);
}

static void board_build(const struct frame *f, struct page *p)
{
	const struct board_state *st = f->state;

	app_page(f, p, W_VIEWS, NULL, st->view->title);
	p->title_right = st->by_score ? W_BY_SCORE : W_BY_PLACE;
	reach_lines(st, p);
	if (st->scores && !st->book.n)
		page_text(p, W_NO_CRITERIA);
	columns(st, p);
	p->cards = st->cards;
	p->side_title = W_WHAT_TO_DO;
	p->side = st->view->about;
	if (st->b.n && st->b.line && !st->b.can && !st->by_score)
		page_add(p, ROW_LINE, -1, line_words(p->arena, false));
	p->list_at = p->nrows;
	p->list_n = st->b.n;
	p->list_row = list_row;
	p->list_arg = st;
	if (!st->b.n)
		page_text(p, W_NOTHING_ON_BOARD);
	if (st->scores && st->book.nsets)
		page_button(p, ID_TOGETHER, st->together ? W_KEEP_APART : W_SHOW_TOGETHER);
	page_button(p, ID_ADD, page_printf(p, W_ADD_ENTRY, st->b.reg->one));
	p->focus_id = st->b.n ? ID_ROW + (int)st->order[0] : ID_ADD;
}

/* Moving */

static void put_back(struct board_state *st)
{
	st->moved = NULL;
	arrange(st);
}

static void shift(struct frame *f, size_t entry, int by, struct nav *n)
{
	struct board_state *st = f->state;
	const char *id = st->b.entry[entry].id;

	if (st->by_score) {
		nav_say(n, "%s", W_ORDER_FIRST);
		return;
	}
	if (!st->moved || strcmp(st->moved, id) != 0) {
		st->moved = arena_str(f->arena, id);
		st->from = st->to = place_of(&st->b, id);
	}
	if (by < 0 ? st->to == 0 : st->to + 1 == st->b.n) {
		nav_say(n, "%s", by < 0 ? W_FIRST_ALREADY : W_LAST_ALREADY);
		return;
	}
	st->to = by < 0 ? st->to - 1 : st->to + 1;
	if (st->to == st->from) {
		put_back(st);
		nav_say(n, "%s", W_WHERE_IT_WAS);
	} else {
		arrange(st);
		nav_say(n, W_MOVES, st->from + 1, st->to + 1);
	}
	nav_focus(n, ID_ROW + (int)entry);
}

static void open_entry(struct frame *f, size_t entry, struct nav *n)
{
	struct board_state *st = f->state;
	const char *id = st->b.entry[entry].id;

	if (st->moved && strcmp(st->moved, id) == 0)
		nav_open(n, &screen_move,
			 &(struct args){ .a = st->view->id, .b = id, .n = (int)st->to });
	else if (st->scores)
		nav_open(n, &screen_scores, &(struct args){ .a = st->view->id, .b = id });
	else
		nav_open(n, &screen_record, &(struct args){ .a = st->b.reg->id, .b = id });
}

static void on_entry(struct frame *f, const struct event *e, size_t entry, struct nav *n)
{
	struct board_state *st = f->state;
	const struct args args = { .a = st->b.reg->id, .b = st->b.entry[entry].id };

	if (e->act == ACT_RAISE || e->act == ACT_LOWER)
		shift(f, entry, e->act == ACT_RAISE ? -1 : 1, n);
	else if (e->act == ACT_OPEN)
		open_entry(f, entry, n);
	else if (e->act == ACT_EDIT)
		nav_open(n, &screen_record, &args);
	else if (e->act == ACT_HISTORY)
		nav_open(n, &screen_history,
			 &(struct args){ .a = arena_printf(f->loaded, "%s/%s/%s/",
							   session_of(f)->cycle, st->b.reg->key,
							   args.b) });
}

static void board_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct board_state *st = f->state;
	size_t entry = row_at(e, ID_ROW);

	if (e->act == ACT_BACK && st->moved) {
		put_back(st);
		nav_say(n, "%s", W_WHERE_IT_WAS);
	} else if (e->act == ACT_ORDER) {
		st->moved = NULL;
		st->by_score = st->scores && !st->by_score;
		arrange(st);
		nav_say(n, "%s", st->by_score ? W_BY_SCORE : W_BY_PLACE);
	} else if (e->act == ACT_VIEW) {
		st->cards = !st->cards;
		nav_say(n, "%s", st->cards ? W_AS_CARDS : W_AS_TABLE);
	} else if (e->act == ACT_NEW || (e->act == ACT_OPEN && e->id == ID_ADD)) {
		nav_open(n, &screen_form, &(struct args){ .a = st->b.reg->id });
	} else if (e->act == ACT_OPEN && e->id == ID_TOGETHER) {
		app_of(f)->session.together = st->together = !st->together;
		arrange(st);
		nav_say(n, "%s", st->together ? W_TOGETHER_NOW : W_APART_NOW);
	} else if (entry < st->b.n) {
		on_entry(f, e, entry, n);
	} else if (e->act == ACT_EDIT || e->act == ACT_RAISE || e->act == ACT_LOWER) {
		nav_say(n, W_CHOOSE_FIRST, st->b.reg->one);
	}
}

static const struct keybind keys[] = { { '+', ACT_RAISE, "up" },
				       { '-', ACT_LOWER, "down" },
				       { 'o', ACT_ORDER, "order" },
				       { 'v', ACT_VIEW, NULL },
				       { 'e', ACT_EDIT, "entry" },
				       { 'n', ACT_NEW, NULL },
				       KEYBIND_END };

const struct screen screen_board = {
	.name = "board",
	.needs = "VIEW",
	.title = "Board",
	.help = "Entries in the order that people put them, with what each was scored. Move one with + and "
		"-, then press Enter and say why; Esc puts it back. What is above the line can be done "
		"this year with the money and the hours there are. Enter opens the scores: each person "
		"scores alone, and sees the others' once all of their own are given or when the scores "
		"are shown together. Files and the history have all scores.",
	.keys = keys,
	.state_size = sizeof(struct board_state),
	.load = board_screen_load,
	.update = board_update,
	.build = board_build,
	.keep_place = true,
};

/* Why it moves */

struct move_state {
	const struct view *view;
	struct board b;
	size_t from, to;
	struct typed typed;
	struct textbox *why;
};

static enum rc move_open(struct frame *f, struct err *err)
{
	struct move_state *st = f->state;

	(void)err;
	st->why = typed_box(&st->typed, f, "why", 200, "");
	return RC_OK;
}

static void move_close(struct frame *f)
{
	struct move_state *st = f->state;

	typed_close(&st->typed);
}

static enum rc move_load(struct frame *f, struct err *err)
{
	struct move_state *st = f->state;
	enum rc rc = view_here(f, VIEW_BOARD, &st->view, err);

	if (rc == RC_OK)
		rc = board_load(session_of(f), st->view, f->loaded, &st->b, err);
	if (rc != RC_OK)
		return rc;
	st->from = place_of(&st->b, f->args.b ? f->args.b : "");
	st->to = f->args.n < 0 ? 0 : (size_t)f->args.n;
	if (st->from == NOWHERE)
		return err_set(err, RC_NOT_FOUND, W_NOT_ON_BOARD);
	if (st->to >= st->b.n)
		st->to = st->b.n - 1;
	return RC_OK;
}

static void move_build(const struct frame *f, struct page *p)
{
	const struct move_state *st = f->state;

	app_page(f, p, W_VIEWS, st->view->title,
		 page_printf(p, W_MOVE_TITLE, st->from + 1, st->to + 1));
	page_text(p, st->b.entry[st->b.order[st->from]].title);
	typed_row(&st->typed, p, ID_WHY, W_MOVE_WHY, st->why)->hint = W_MOVE_HINT;
	page_button(p, ID_SAVE, W_MOVE_IT);
}

static void move_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct move_state *st = f->state;
	struct saved saved;
	struct err err = { 0 };

	typed_event(&st->typed, e, n);
	if (e->act != ACT_OPEN)
		return;
	if (e->id == ID_WHY && textbox_text(st->why)[0]) {
		nav_next(n);
		return;
	}
	if (board_move(session_of(f), &st->b, st->from, st->to, textbox_text(st->why), &saved,
		       &err) != RC_OK) {
		nav_err(n, &err);
		return;
	}
	typed_done(&st->typed);
	nav_say(n, W_MOVED, st->from + 1, st->to + 1);
	nav_back(n);
}

const struct screen screen_move = {
	.name = "move",
	.needs = "VIEW/ID",
	.title = "Why it moves",
	.help = "Say in a few words why this goes to another place. The reason stays in the history, beside "
		"who moved it and when.",
	.state_size = sizeof(struct move_state),
	.open = move_open,
	.load = move_load,
	.update = move_update,
	.build = move_build,
	.close = move_close,
};
