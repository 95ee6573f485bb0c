/* SPDX-License-Identifier: ISC */
/* The chain of one entry: what it rests on, what it leads to, where that is broken. */
#include "../core/plan/chain.h"

#include <ctype.h>
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "kept.h"
#include "screens.h"
#include "words.h"

enum { ID_ROW = 1000, DEEPEST = 8 };

enum shown_kind { SHOW_LINE, SHOW_HEAD, SHOW_REPORT, SHOW_TEXT };
struct chain_row {
	enum shown_kind kind;
	size_t at;        /* line or report */
	const char *text; /* heading */
};

struct chain_state {
	struct kept kept;
	struct web web; /* in its memory: all that is linked, for opening more of it */
	struct chain chain;
	struct chain_row *row;
	size_t n;
	struct names opened; /* in the frame's arena: they stay open when it loads again */
	const char *title;
};

static void add_row(struct chain_state *st, enum shown_kind kind, size_t at, const char *text)
{
	st->row[st->n++] = (struct chain_row){ kind, at, text };
}

/* A heading before each part that has lines. */
static void arrange(struct frame *f)
{
	struct chain_state *st = f->state;
	const struct chain *c = &st->chain;
	bool alone = c->records == 0;

	st->row = arena_array(f->loaded, c->n + c->nreports + 8, sizeof(*st->row));
	st->n = 0;
	for (size_t i = 0; i < c->n; i++) {
		enum chain_side side = c->line[i].side;

		if (side != CHAIN_SELF && c->line[i - 1].side != side)
			add_row(st, SHOW_HEAD, 0, side == CHAIN_UP ? W_CHAIN_RESTS : W_CHAIN_LEADS);
		add_row(st, SHOW_LINE, i, NULL);
		if (side == CHAIN_SELF && c->line[i].kind == CHAIN_RECORD)
			st->title = c->line[i].title;
	}
	if (alone)
		add_row(st, SHOW_TEXT, 0, W_CHAIN_NOTHING);
	for (size_t i = 0; i < c->nreports; i++) {
		if (i == 0)
			add_row(st, SHOW_HEAD, 0, W_CHAIN_TOLD);
		if (i == 0 || c->report[i].report != c->report[i - 1].report)
			add_row(st, SHOW_REPORT, i, NULL);
	}
}

static enum rc chain_screen_load(struct frame *f, struct err *err)
{
	struct chain_state *st = f->state;
	enum rc rc = RC_OK;

	if (!kept_still(&st->kept, session_of(f)))
		rc = web_load(session_of(f), st->kept.arena, &st->web, err);
	if (rc == RC_OK)
		rc = chain_of_web(&st->web, f->args.a, &st->opened, f->loaded, &st->chain, err);
	if (rc == RC_OK)
		arrange(f);
	else
		kept_drop(&st->kept);
	return rc;
}

static void chain_close(struct frame *f)
{
	kept_drop(&((struct chain_state *)f->state)->kept);
}

static const char *shown_id(const char *id, struct arena *a)
{
	char shown[49];

	id_shown(id, shown);
	return arena_str(a, shown);
}

static const char *capital(const char *word, struct arena *a)
{
	char *out = arena_str(a, word);

	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}

static void line_row(const struct chain_line *l, struct arena *a, struct row *out)
{
	out->kind = ROW_ITEM;
	out->indent = l->depth < DEEPEST ? l->depth : DEEPEST;
	out->under = l->depth > 0 ? arena_printf(a, W_CHAIN_UNDER, shown_id(l->via, a)) : NULL;
	if (l->kind == CHAIN_CONCERN) {
		out->text = arena_printf(a, W_CHAIN_BAD, l->title);
		out->status = concern_word(l->concern->kind);
		return;
	}
	if (l->kind == CHAIN_MORE) {
		out->text = arena_printf(a, W_CHAIN_MORE, l->title, l->count);
		return;
	}
	out->text = arena_printf(a, W_CHAIN_LINE, capital(l->reg->one, a), l->title);
	out->status = shown_id(l->id, a);
	if (l->kind == CHAIN_AGAIN)
		out->status = arena_printf(a, W_CHAIN_AGAIN, out->status);
	else if (l->archived)
		out->status = W_ARCHIVED;
}

/* A report with the parts of it that list entries of the chain. */
static void report_row(const struct chain *c, size_t i, struct arena *a, struct row *out)
{
	const struct report *report = c->report[i].report;

	out->kind = ROW_ITEM;
	out->text = report->title;
	out->detail = "";
	for (; i < c->nreports && c->report[i].report == report; i++)
		out->detail = arena_printf(a, "%s%s%s", out->detail, *out->detail ? "; " : "",
					   c->report[i].section->title);
}

static void chain_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct chain_state *st = arg;
	const struct chain_row *r = &st->row[i];

	*out = (struct row){ .id = -1, .number = -1 };
	if (r->kind == SHOW_LINE) {
		line_row(&st->chain.line[r->at], a, out);
		out->key = st->chain.line[r->at].id;
	} else if (r->kind == SHOW_REPORT) {
		report_row(&st->chain, r->at, a, out);
		out->key = out->text;
	} else {
		out->kind = r->kind == SHOW_HEAD ? ROW_HEAD : ROW_TEXT;
		out->text = r->text;
		return;
	}
	out->id = ID_ROW + (int)i;
}

static void chain_build(const struct frame *f, struct page *p)
{
	const struct chain_state *st = f->state;

	app_page(f, p, W_CHAIN, shown_id(f->args.a, p->arena), st->title);
	p->title_right = page_printf(p, W_CHAIN_SUMMARY, st->chain.records, st->chain.broken,
				     st->chain.weak);
	p->list_at = p->nrows;
	p->list_n = st->n;
	p->list_row = chain_row;
	p->list_arg = st;
	p->focus_id = ID_ROW;
}

/* Shows all of one register under one entry from now on. */
static void open_more(struct frame *f, const struct chain_line *l, struct nav *n)
{
	struct chain_state *st = f->state;
	const char **v = arena_array(f->arena, st->opened.n + 1, sizeof(*v));

	if (st->opened.n > 0)
		memcpy(v, st->opened.v, st->opened.n * sizeof(*v));
	v[st->opened.n++] = arena_printf(f->arena, "%s/%s", l->id, l->reg->id);
	st->opened.v = v;
	nav_reload(n);
}

static void chain_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct chain_state *st = f->state;
	size_t i = row_at(e, ID_ROW);
	const struct chain_row *r = e->id >= ID_ROW && i < st->n ? &st->row[i] : NULL;
	const struct chain_line *l = r && r->kind == SHOW_LINE ? &st->chain.line[r->at] : NULL;

	if (r && r->kind == SHOW_REPORT && e->act == ACT_OPEN)
		nav_open(n, &screen_report,
			 &(struct args){ .a = st->chain.report[r->at].report->id });
	if (e->act == ACT_CHAIN && (!l || l->side == CHAIN_SELF))
		nav_say(n, "%s", W_CHAIN_CHOOSE);
	if (!l)
		return;
	if (e->act == ACT_OPEN && l->kind == CHAIN_MORE)
		open_more(f, l, n);
	else if (e->act == ACT_OPEN)
		app_open_id(f, l->id, n);
	else if (e->act == ACT_CHAIN && l->side != CHAIN_SELF)
		nav_open(n, &screen_chain, &(struct args){ .a = l->id });
}

static const struct keybind keys[] = { { 'l', ACT_CHAIN, "its chain" }, KEYBIND_END };

const struct screen screen_chain = {
	.name = "chain",
	.needs = "ID",
	.title = "Chain",
	.help = "What stands behind one entry and what follows from it: each line belongs to the line above "
		"it that stands further left. A line with ! says where the chain is broken or weak and how "
		"to put it right. An entry that was shown before is marked above. Open a line to see the "
		"entry, or all of those that are only counted.",
	.keys = keys,
	.state_size = sizeof(struct chain_state),
	.load = chain_screen_load,
	.update = chain_update,
	.build = chain_build,
	.close = chain_close,
	.keep_place = true,
};
