/* SPDX-License-Identifier: ISC */
/* Removal for data protection: what will go, why, and that it cannot be undone. */
#include "erase.h"

#include <stdlib.h>
#include <string.h>

#include "../core/store/keys.h"
#include "copies.h"
#include "screens.h"
#include "typed.h"
#include "words.h"

enum { ID_EARLIER = 1, ID_ALL, ID_WHY, ID_DO, LINES_SHOWN = 12 };

static const char *about(const struct session *s, const struct erase_item *item, struct arena *a)
{
	return item->i ? fact_about(s, item->fact, a)
		       : arena_printf(a, W_ERASE_WHY_OF, (unsigned long long)item->entry);
}

struct erase_line *erase_lines(const struct erase_plan *p, struct arena *a, size_t *n, size_t *own)
{
	struct erase_line *v = arena_array(a, p->list.n + 1, sizeof(*v));

	*n = *own = 0;
	for (size_t i = 0; i < p->list.n; i++) {
		const struct erase_item *item = &p->list.v[i];
		struct erase_line *to = NULL;

		if (item->own) {
			++*own;
			continue;
		}
		for (size_t k = 0; item->i && k < *n && !to; k++)
			to = v[k].fact && !strcmp(v[k].fact, item->fact) ? &v[k] : NULL;
		if (!to) {
			to = &v[(*n)++];
			to->about = about(p->session, item, a);
			to->fact = item->i ? item->fact : NULL;
		}
		to->texts++;
		to->now = to->now || item->is_now;
	}
	return v;
}

struct erasing {
	struct erase_plan plan;
	struct erase_line *line;
	size_t n, own;
	struct typed typed;
	struct textbox *why;
	bool all, chosen, none;
	const char *about;
	const char *used; /* by whom, where it cannot go whole; NULL: it can */
	struct copies copies;
};

static bool is_change(const struct frame *f)
{
	return f->args.a[0] && !f->args.a[strspn(f->args.a, "0123456789")];
}

/* c1/ne/ne-000012/ an entry, or one answer of it; NE-12 as people write it; 42 a change */
static struct erase_ask asked(const struct frame *f)
{
	const struct erasing *st = f->state;
	struct fact_parts parts;

	if (is_change(f))
		return (struct erase_ask){ .change = strtoull(f->args.a, NULL, 10) };
	if (!strchr(f->args.a, '/'))
		return (struct erase_ask){ .id = f->args.a, .earlier = !st->all };
	if (!fact_parts(f->loaded, arena_printf(f->loaded, "%s-", f->args.a), &parts))
		return (struct erase_ask){ .id = "" };
	return (struct erase_ask){ .id = parts.record, .field = f->args.b, .earlier = !st->all };
}

static enum rc erasing_load(struct frame *f, struct err *err)
{
	struct erasing *st = f->state;
	const struct session *s = session_of(f);
	struct erase_ask ask;
	struct err mine = { 0 };
	enum rc rc;

	if (!st->why)
		st->why = typed_box(&st->typed, f, "why", 200, f->args.c ? f->args.c : "");
	st->n = st->own = 0;
	if (!st->chosen)
		st->all = f->args.c != NULL; /* its time is over */
	ask = asked(f);
	rc = erase_plan(s, &ask, f->loaded, &st->plan, &mine);
	if (rc == RC_NOT_FOUND && ask.earlier && !st->chosen) { /* it was never changed */
		st->all = true;
		ask = asked(f);
		err_clear(&mine);
		rc = erase_plan(s, &ask, f->loaded, &st->plan, &mine);
	}
	st->none = rc == RC_NOT_FOUND;
	st->about = ask.id ? record_called(s, ask.id, f->loaded)
			   : change_words(s, ask.change, f->loaded);
	st->used = rc == RC_INVALID ? arena_str(f->loaded, mine.text) : NULL;
	if (rc && rc != RC_NOT_FOUND && rc != RC_INVALID)
		return err_set(err, rc, "%s", mine.text);
	st->line = erase_lines(&st->plan, f->loaded, &st->n, &st->own);
	if (rc == RC_OK)
		st->copies = copies_look(app_of(f), erase_copy_holds, &st->plan, f->loaded);
	return RC_OK;
}

static void erasing_close(struct frame *f)
{
	struct erasing *st = f->state;

	typed_close(&st->typed);
}

static void what_goes(const struct erasing *st, struct page *p)
{
	page_head(p, W_ERASE_GOES);
	if (st->none)
		page_text(p, W_ERASE_NOTHING);
	for (size_t i = 0; i < st->n && i < LINES_SHOWN; i++)
		page_text(p, page_printf(p, st->line[i].now ? W_ERASE_LINE_NOW : W_ERASE_LINE,
					 st->line[i].about, st->line[i].texts));
	if (st->n > LINES_SHOWN)
		page_text(p, page_printf(p, W_ERASE_MORE, st->n - LINES_SHOWN));
	if (st->plan.list.ndrafts)
		page_text(p, page_printf(p, W_ERASE_DRAFTS, st->plan.list.ndrafts));
}

static void erasing_build(const struct frame *f, struct page *p)
{
	const struct erasing *st = f->state;
	struct row *r;

	app_page(f, p, W_HISTORY, NULL, page_printf(p, W_ERASE_TITLE, st->about));
	page_text(p, W_ERASE_FOR_GOOD);
	if (!is_change(f)) {
		r = page_add(p, ROW_RADIO, ID_EARLIER, W_ERASE_EARLIER);
		r->on = !st->all;
		r = page_add(p, ROW_RADIO, ID_ALL, W_ERASE_ALL);
		r->on = st->all;
	}
	if (st->used) {
		page_text(p, page_printf(p, "%s.", st->used));
		return;
	}
	what_goes(st, p);
	if (st->none)
		return;
	copies_page(&st->copies, p);
	typed_row(&st->typed, p, ID_WHY, W_ERASE_WHY, st->why)->hint = W_ERASE_WHY_HINT;
	page_button(p, ID_DO, W_ERASE_DO);
}

static void do_it(struct frame *f, struct nav *n)
{
	struct erasing *st = f->state;
	struct err err = { 0 };

	if (erase_do(&st->plan, app_of(f)->data_dir, textbox_text(st->why), &err) != RC_OK) {
		nav_err(n, &err);
		return;
	}
	typed_done(&st->typed);
	nav_say(n, "%s", W_ERASED);
	nav_back(n);
}

static void erasing_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct erasing *st = f->state;
	bool pick = e->act == ACT_OPEN || e->act == ACT_TICK;

	typed_event(&st->typed, e, n);
	if (pick && (e->id == ID_EARLIER || e->id == ID_ALL)) {
		st->all = e->id == ID_ALL;
		st->chosen = true;
		nav_reload(n);
	} else if (e->act == ACT_OPEN && e->id == ID_WHY) {
		nav_next(n);
	} else if (e->act == ACT_OPEN && e->id == ID_DO && !st->none && !st->used) {
		do_it(f, n);
	}
}

const struct screen screen_erase = {
	.name = "erase",
	.needs = "ID or NUMBER",
	.title = "Remove for data protection",
	.help = "For what should never have been written down, such as a person's name. The texts are deleted "
		"for good, with their drafts; the history says who removed them, when and why, and what they "
		"said is gone. Change the answer first if it is still needed: then its earlier texts can go "
		"and the new one stays. Backups made before still hold it.",
	.state_size = sizeof(struct erasing),
	.load = erasing_load,
	.update = erasing_update,
	.build = erasing_build,
	.close = erasing_close,
};
