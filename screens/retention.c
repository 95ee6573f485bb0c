/* SPDX-License-Identifier: ISC */
/* What is kept for longer than the templates say, with the way to remove or archive it; the rules. */
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "record.h"
#include "screens.h"
#include "words.h"

enum { ID_RULE = 100, ID_ROW = 1000 };

struct retention_state {
	struct retention all;
	const char *now; /* the cycle that is open */
};

static enum rc retention_screen_load(struct frame *f, struct err *err)
{
	struct retention_state *st = f->state;
	const struct retention *all;
	enum rc rc = app_retention(app_of(f), &all, err);

	st->now = session_of(f)->cycle;
	if (rc == RC_OK)
		st->all = *all;
	return rc;
}

static bool is_here(const struct retention_state *st, const struct past *p)
{
	return !strcmp(p->cycle, st->now) || !strcmp(p->cycle, CYCLE_COMMON);
}

static void past_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct retention_state *st = arg;
	const struct past *p = &st->all.v[i];
	const char *next = p->deleted                       ? W_RETENTION_DELETED
			   : p->emptied                     ? W_RETENTION_EMPTIED
			   : p->keep->then == AFTER_ARCHIVE ? W_RETENTION_ARCHIVE
			   : p->archived                    ? W_RETENTION_ARCHIVED
							    : W_RETENTION_ERASE;
	char id[49], day[32];

	id_shown(p->id, id);
	date_words(p->until, day);
	*out = (struct row){ .kind = ROW_ITEM, .id = ID_ROW + (int)i, .number = -1 };
	out->key = arena_printf(a, "%s %s", p->id, p->field ? p->field->id : "");
	out->text = arena_printf(a, W_RETENTION_LINE, id, p->title);
	if (p->field)
		out->text = arena_printf(a, W_RETENTION_ANSWER, out->text, p->field->label);
	out->status = arena_printf(a, W_RETENTION_UNTIL, day);
	out->detail =
		arena_printf(a, W_RETENTION_COUNTED, keep_words(p->keep, a), past_from(p, a), next);
	if (!is_here(st, p))
		out->detail = arena_printf(a, W_RETENTION_CYCLE, out->detail, p->cycle);
}

static void rule_rows(const struct schema *s, struct page *p)
{
	page_head(p, W_RETENTION_RULES);
	if (!s->nkeeps)
		page_text(p, W_RETENTION_NO_RULES);
	for (size_t i = 0; i < s->nkeeps; i++) {
		const struct keep *k = &s->keeps[i];
		const struct reg *reg = schema_reg(s, k->reg);

		page_item(p, ID_RULE + (int)i,
			  page_printf(p, W_RETENTION_RULE, reg->title, keep_about(s, k, p->arena)),
			  keep_words(k, p->arena))
			->detail = k->why;
	}
}

static void retention_build(const struct frame *f, struct page *p)
{
	const struct retention_state *st = f->state;

	app_page(f, p, W_ATTENTION_TITLE, NULL, W_RETENTION);
	page_text(p, st->all.n ? W_RETENTION_ABOUT : W_RETENTION_CLEAR);
	p->list_at = p->nrows;
	p->list_n = st->all.n;
	p->list_row = past_row;
	p->list_arg = st;
	rule_rows(session_of(f)->schema, p);
	p->focus_id = st->all.n ? ID_ROW : ID_RULE;
}

static const char *facts(struct frame *f, const struct past *p)
{
	return arena_printf(f->loaded, "%s/%s/%s/", p->cycle, p->reg->key, p->id);
}

/* The entry; one of an earlier cycle, or that was deleted, is read in its history. */
static void open_entry(struct frame *f, const struct past *p, struct nav *n)
{
	if (is_here(f->state, p) && !p->deleted)
		app_open_id(f, p->id, n);
	else
		nav_open(n, &screen_history, &(struct args){ .a = facts(f, p) });
}

static void open_past(struct frame *f, const struct past *p, struct nav *n)
{
	const char *field = p->field ? p->field->id : NULL;

	if (p->keep->then == AFTER_ARCHIVE || session_of(f)->actor.role != MEMBER_COORDINATOR) {
		open_entry(f, p, n);
		return;
	}
	nav_open(n, &screen_erase,
		 &(struct args){ .a = facts(f, p),
				 .b = field,
				 .c = arena_printf(f->loaded, W_RETENTION_REASON,
						   keep_words(p->keep, f->loaded)) });
}

static void retention_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct retention_state *st = f->state;
	const struct schema *s = session_of(f)->schema;
	size_t i = row_at(e, ID_ROW), rule = row_at(e, ID_RULE);

	if (e->id >= ID_ROW && i < st->all.n) {
		const struct past *p = &st->all.v[i];

		if (e->act == ACT_OPEN)
			open_past(f, p, n);
		else if (e->act == ACT_EDIT)
			open_entry(f, p, n);
		else if (e->act == ACT_HISTORY)
			nav_open(n, &screen_history, &(struct args){ .a = facts(f, p) });
		else if (e->act == ACT_ARCHIVE && p->deleted)
			nav_say(n, "%s", W_RETENTION_GONE);
		else if (e->act == ACT_ARCHIVE && is_here(st, p))
			record_toggle_life(f, p->reg, p->id, n);
		else if (e->act == ACT_ARCHIVE)
			nav_say(n, W_RETENTION_ELSEWHERE, p->cycle);
	} else if (e->act == ACT_EDIT || e->act == ACT_ARCHIVE) {
		nav_say(n, "%s", W_RETENTION_CHOOSE);
	} else if (e->act == ACT_OPEN && rule < s->nkeeps) {
		nav_open(n, &screen_register, &(struct args){ .a = s->keeps[rule].reg });
	}
}

static const struct keybind keys[] = {
	{ 'e', ACT_EDIT, "see the entry" },
	{ 'z', ACT_ARCHIVE, "archive" },
	KEYBIND_END,
};

const struct screen screen_retention = {
	.name = "retention",
	.title = "How long things are kept",
	.help = "What is kept for longer than the templates say, what is past its time for longest first. "
		"Nothing goes by itself: open a line to remove the texts for good, or archive the entry. "
		"Below stands how long things are kept; a site's own templates can say otherwise.",
	.keys = keys,
	.state_size = sizeof(struct retention_state),
	.load = retention_screen_load,
	.update = retention_update,
	.build = retention_build,
	.keep_place = true,
};
