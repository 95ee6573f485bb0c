/* SPDX-License-Identifier: ISC */
/* A register as a table or as cards: sorted, filtered, added to. */
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "record.h"
#include "screens.h"
#include "words.h"

enum { ID_ADD = 1, ID_ROW = 1000 };
enum { NAME_COLS = 18, NAME_WANTED = 32, LEAST_COLS = 13, MOST_COLS = 20, LOOKED_AT = 100 };

struct register_state {
	const struct reg *reg;
	struct listing list;
	const char *order;
	bool descending;
	enum life_filter life;
	const char *contains; /* folded part, or NULL */
	const char *field;    /* only records where this field … */
	const char *is;       /* … has this stored word */
	bool cards;
	bool loaded;
	bool view_new; /* not kept yet */
	const struct unseen *unseen;
	int mark_cols; /* of the widest mark in it; 0: there is none */
};

/* How a person last looked at a register: view, order, filter, by lines. */
static void read_view(struct frame *f)
{
	struct register_state *st = f->state;
	const struct session *s = session_of(f);
	const char *note = store_note(s->store, s->pid, s->actor.person,
				      arena_printf(f->arena, "view-%s", st->reg->id), f->arena);
	struct pairs p;
	const char *order;

	if (!note)
		return;
	p = pairs_read(note, f->arena);
	st->cards = !strcmp(pairs_get(&p, "view"), "cards");
	st->descending = !strcmp(pairs_get(&p, "direction"), "down");
	order = pairs_get(&p, "order");
	if (reg_field(st->reg, order))
		st->order = order;
}

/* Kept once it is on the screen, or at the latest when the screen closes. */
static void write_view(struct frame *f)
{
	struct register_state *st = f->state;
	const struct session *s = session_of(f);
	const struct pair pairs[] = {
		{ "view", st->cards ? "cards" : "table" },
		{ "direction", st->descending ? "down" : "up" },
		{ "order", st->order ? st->order : "" },
	};

	if (!st->view_new)
		return;
	st->view_new = false;
	/* how a list looks is no loss when it cannot be kept */
	store_note_put(s->store, s->pid, s->actor.person,
		       arena_printf(f->loaded, "view-%s", st->reg->id),
		       pairs_text(pairs, 3, f->loaded), NULL);
}

static void change_view(struct register_state *st, struct nav *n)
{
	st->view_new = true;
	nav_settle(n);
}

/* How much room the marks of this register take beside their rows. */
static void look_for_marks(struct frame *f)
{
	struct register_state *st = f->state;
	size_t len = strlen(st->reg->key);

	st->unseen = app_unseen(app_of(f));
	st->mark_cols = 0;
	for (size_t i = 0; i < st->unseen->n; i++) {
		const struct changed *c = &st->unseen->v[i];
		int cols;

		if (strncmp(c->id, st->reg->key, len) != 0 || c->id[len] != '-')
			continue;
		cols = text_cols(app_mark(c, f->loaded));
		st->mark_cols = cols > st->mark_cols ? cols : st->mark_cols;
	}
}

static enum rc register_load(struct frame *f, struct err *err)
{
	struct register_state *st = f->state;
	const struct session *s = session_of(f);
	const char *is[] = { st->is };
	struct cond where = { .field = st->field, .is = { .v = is, .n = 1 } };
	struct list_query q;

	st->reg = schema_reg(s->schema, f->args.a);
	if (!st->reg || st->reg->kind != REG_REGISTER)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.a);
	if (!st->loaded) {
		st->order = st->reg->order;
		read_view(f);
		st->loaded = true;
	}
	look_for_marks(f);
	q = (struct list_query){
		.order = st->order,
		.descending = st->descending,
		.life = st->life,
		.contains = st->contains,
		.where = st->field ? &where : NULL,
		.nwhere = st->field ? 1 : 0,
	};
	return list_load(s, st->reg, &q, f->loaded, &st->list, err);
}

static const char *life_word(const char *life)
{
	if (!strcmp(life, "archived"))
		return W_ARCHIVED;
	return !strcmp(life, "draft") ? W_DRAFT : NULL;
}

static const char *status_of(const struct register_state *st, const struct list_row *r,
			     struct arena *a)
{
	const char *life = life_word(r->life);
	const char *mark = st->mark_cols ? app_mark(unseen_of(st->unseen, r->id), a) : NULL;

	return life && mark ? arena_printf(a, W_MARK_AND, mark, life) : mark ? mark : life;
}

/* A date stands short in a table, where a long one would be cut, and in full on a card. */
static bool is_date(const struct register_state *st, size_t c)
{
	return st->list.column[c]->type == TYPE_DATE;
}

static const char *short_date(const struct listing *l, const struct list_row *r, size_t c,
			      struct arena *a)
{
	struct date d;
	char text[16];

	if (!date_read_iso(r->cell[c], &d))
		return list_shown(l, r, c, a);
	date_short(d, text);
	return arena_str(a, text);
}

/* One row of the table; made only for what is on the screen. */
static void list_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct register_state *st = arg;
	const struct list_row *r = &st->list.row[i];
	size_t cell = 0;

	out->kind = ROW_ITEM;
	out->id = ID_ROW + (int)i;
	out->key = r->id;
	out->text = r->title;
	out->number = -1;
	out->status = status_of(st, r, a);
	/* the first column is the name */
	for (size_t c = 1; c < st->list.ncolumns && cell + 1 < ROW_CELLS; c++) {
		if (is_date(st, c))
			out->cell[cell++] = short_date(&st->list, r, c, a);
		if (cell + 1 < ROW_CELLS)
			out->cell[cell++] = list_shown(&st->list, r, c, a);
	}
}

static const char *order_label(const struct register_state *st)
{
	const struct field *field = st->order ? reg_field(st->reg, st->order) : NULL;

	return field ? field->label : W_BY_NUMBER;
}

static const char *summary(const struct register_state *st, struct page *p)
{
	const char *only = st->life == LIFE_ARCHIVED ? W_ONLY_ARCHIVED
			   : st->life == LIFE_ALL    ? W_WITH_ARCHIVED
						     : "";
	const struct field *field = st->field ? reg_field(st->reg, st->field) : NULL;
	const char *where =
		field ? page_printf(p, W_WHERE, field->label, value_shown(field, st->is, p->arena))
		      : "";
	const char *with = st->contains ? page_printf(p, W_CONTAINING, st->contains) : "";

	if (st->list.n == st->list.all)
		return page_printf(p, W_REGISTER_SUMMARY, st->list.all, order_label(st), only);
	return page_printf(p, W_REGISTER_FILTERED, st->list.n, st->list.all, order_label(st), with,
			   where, only);
}

/* As wide as its words, from the title and the first answers of the column. */
static int column_width(const struct register_state *st, size_t c, struct arena *a)
{
	int widest = text_cols(field_heading(st->list.column[c]));

	for (size_t i = 0; i < st->list.n && i < LOOKED_AT; i++) {
		const struct list_row *r = &st->list.row[i];
		int cols = text_cols(is_date(st, c) ? short_date(&st->list, r, c, a)
						    : list_shown(&st->list, r, c, a));

		widest = cols > widest ? cols : widest;
	}
	return widest < MOST_COLS ? widest : MOST_COLS;
}

static void register_build(const struct frame *f, struct page *p)
{
	const struct register_state *st = f->state;

	app_page(f, p, W_REGISTERS, NULL, st->reg->title);
	p->title_right = NULL;
	page_add(p, ROW_LINE, -1,
		 st->mark_cols ? page_printf(p, W_MARK_MEANS, summary(st, p)) : summary(st, p))
		->role = ROLE_HINT;
	p->status_min = st->mark_cols;
	page_column(p, st->list.ncolumns ? field_heading(st->list.column[0]) : st->reg->one,
		    NAME_COLS, NAME_WANTED);
	for (size_t c = 1; c < st->list.ncolumns && c < ROW_CELLS; c++) {
		int want = column_width(st, c, p->arena);

		page_column(p, field_heading(st->list.column[c]),
			    want < LEAST_COLS ? want : LEAST_COLS, want);
		if (is_date(st, c)) {
			p->column[p->ncolumns - 1].table = true;
			page_column(p, field_heading(st->list.column[c]), 0, 0);
			p->column[p->ncolumns - 1].said = true;
		}
	}
	p->side_title = W_WHAT_TO_DO;
	p->side = st->reg->about;
	p->cards = st->cards;
	p->list_at = p->nrows;
	p->list_n = st->list.n;
	p->list_row = list_row;
	p->list_arg = st;
	if (!st->list.n)
		page_text(p, st->list.all ? W_NOTHING_FITS : st->reg->about ? st->reg->about : "");
	page_button(p, ID_ADD, page_printf(p, W_ADD_ENTRY, st->reg->one));
	p->focus_id = st->list.n ? ID_ROW : ID_ADD;
}

/* The next field in the order of the columns, then by number. */
static const char *next_order(const struct register_state *st)
{
	for (size_t c = 0; c < st->list.ncolumns; c++)
		if (st->order && !strcmp(st->list.column[c]->id, st->order))
			return c + 1 < st->list.ncolumns ? st->list.column[c + 1]->id : NULL;
	return st->list.ncolumns ? st->list.column[0]->id : NULL;
}

static void on_order(struct frame *f, struct nav *n)
{
	struct register_state *st = f->state;

	if (!st->descending && st->order) {
		st->descending = true;
	} else {
		st->descending = false;
		st->order = next_order(st);
	}
	change_view(st, n);
	nav_say(n, st->descending ? W_ORDER_DOWN : W_ORDER_UP, order_label(st));
	nav_reload(n);
}

/* What the filter screen brings: name=value lines. */
static void on_filter(struct frame *f, const char *text, struct nav *n)
{
	struct register_state *st = f->state;
	struct pairs p = pairs_read(text, f->arena);
	const char *life = pairs_get(&p, "life");
	struct buf folded = { 0 };

	text_fold(&folded, pairs_get(&p, "contains"));
	st->contains = folded.len ? arena_str(f->arena, folded.data) : NULL;
	buf_clear(&folded);
	st->life = !strcmp(life, "archived") ? LIFE_ARCHIVED
		   : !strcmp(life, "all")    ? LIFE_ALL
					     : LIFE_LIVE;
	st->field = pairs_get(&p, "field")[0] ? pairs_get(&p, "field") : NULL;
	st->is = pairs_get(&p, "is");
	nav_reload(n);
	nav_top(n);
}

static const char *filter_text(struct frame *f)
{
	const struct register_state *st = f->state;
	const struct pair pairs[] = {
		{ "contains", st->contains ? st->contains : "" },
		{ "life", st->life == LIFE_ALL        ? "all"
			  : st->life == LIFE_ARCHIVED ? "archived"
						      : "" },
		{ "field", st->field ? st->field : "" },
		{ "is", st->is ? st->is : "" },
	};

	return pairs_text(pairs, 4, f->loaded);
}

static void on_record(struct frame *f, const struct event *e, struct nav *n)
{
	struct register_state *st = f->state;
	size_t i = row_at(e, ID_ROW);
	const char *id;

	if (e->id < ID_ROW || i >= st->list.n) {
		if (e->act == ACT_EDIT || e->act == ACT_COPY || e->act == ACT_ARCHIVE)
			nav_say(n, W_CHOOSE_FIRST, st->reg->one);
		return;
	}
	id = st->list.row[i].id;
	if (e->act == ACT_OPEN)
		nav_open(n, &screen_record, &(struct args){ .a = st->reg->id, .b = id });
	else if (e->act == ACT_EDIT)
		nav_open(n, &screen_form, &(struct args){ .a = st->reg->id, .b = id });
	else if (e->act == ACT_COPY)
		nav_open(n, &screen_form, &(struct args){ .a = st->reg->id, .c = id });
	else if (e->act == ACT_ARCHIVE)
		record_toggle_life(f, st->reg, id, n);
	else if (e->act == ACT_HISTORY)
		nav_open(n, &screen_history,
			 &(struct args){ .a = arena_printf(f->loaded, "%s/%s/%s/",
							   session_of(f)->cycle, st->reg->key,
							   id) });
}

static void register_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct register_state *st = f->state;

	if (e->act == ACT_NEW || (e->act == ACT_OPEN && e->id == ID_ADD)) {
		nav_open(n, &screen_form, &(struct args){ .a = st->reg->id });
	} else if (e->act == ACT_ORDER) {
		on_order(f, n);
	} else if (e->act == ACT_VIEW) {
		st->cards = !st->cards;
		change_view(st, n);
		nav_reload(n);
	} else if (e->act == ACT_SETTLED) {
		write_view(f);
	} else if (e->act == ACT_FILTER) {
		nav_open(n, &screen_filter,
			 &(struct args){ .a = st->reg->id, .b = filter_text(f) });
	} else if (e->act == ACT_RETURN) {
		on_filter(f, e->text, n);
	} else if (e->act == ACT_SAVE_FILE) {
		nav_open(
			n, &screen_save_file,
			&(struct args){ .a = arena_printf(f->loaded, "register/%s", st->reg->id) });
	} else if (e->act == ACT_SOURCE) {
		nav_open(n, &screen_source, &(struct args){ .a = "register", .b = st->reg->id });
	} else {
		on_record(f, e, n);
	}
}

static const struct keybind keys[] = {
	{ 'n', ACT_NEW, "new" },    { 'f', ACT_FILTER, "filter" }, { 'o', ACT_ORDER, "order" },
	{ 'v', ACT_VIEW, "view" },  { 'e', ACT_EDIT, NULL },       { 'k', ACT_COPY, NULL },
	{ 'z', ACT_ARCHIVE, NULL }, { 'x', ACT_SAVE_FILE, NULL },  KEYBIND_END
};

const struct screen screen_register = {
	.name = "register",
	.needs = "REGISTER",
	.title = "Register",
	.help = "All entries of one register, as a table or as cards. Open one to see it whole with "
		"everything it is linked to. Archived entries are left out until you filter for them, and "
		"can be restored. What nothing points at can be deleted; its history stays, and undo "
		"brings it back.",
	.keys = keys,
	.state_size = sizeof(struct register_state),
	.load = register_load,
	.update = register_update,
	.build = register_build,
	.close = write_view,
	.keep_place = true,
	.loads_on_return = true,
};
