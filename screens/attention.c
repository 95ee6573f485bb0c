/* SPDX-License-Identifier: ISC */
/* Needs attention: what is late or broken in the whole partnership, and the statutory clock. */
#include "../core/plan/attention.h"

#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "screens.h"
#include "words.h"

enum { ID_KEPT = 1, ID_DAY = 100, ID_ROW = 1000 };

struct attention_state {
	struct attention all;
	size_t past; /* entries that are kept for too long */
};

static enum rc attention_screen_load(struct frame *f, struct err *err)
{
	struct attention_state *st = f->state;

	const struct attention *all;
	const struct retention *kept;
	enum rc rc = app_attention(app_of(f), &all, err);

	if (rc == RC_OK)
		st->all = *all;
	rc = rc ? rc : app_retention(app_of(f), &kept, err);
	st->past = rc ? 0 : kept->n;
	return rc;
}

/* One concern; made only for what is on the screen. */
static void concern_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct attention_state *st = arg;
	const struct concern *c = &st->all.v[i];
	char day[32];

	*out = (struct row){ .kind = ROW_ITEM, .id = ID_ROW + (int)i, .number = -1 };
	out->key = arena_printf(a, "%s %s%s %s", c->id, c->year ? c->year : "",
				c->follows ? c->follows : "", c->text);
	out->text = c->title;
	out->status = concern_word(c->kind);
	if (c->due.y && c->kind <= CONCERN_ENDS) {
		date_short(c->due, day);
		out->status = arena_printf(a, W_DAY_ABOUT, out->status, day);
	}
	out->detail = c->who ? arena_printf(a, W_WHO_ACTS, c->who, c->text) : c->text;
}

static const char *const day_words[] = {
	[DAY_MET] = W_DAY_MET, [DAY_MISSED] = W_DAY_MISSED, [DAY_NEAR] = W_DAY_NEAR,
	[DAY_AHEAD] = NULL,    [DAY_OPEN] = NULL,
};

static void day_row(struct page *p, const struct statutory_day *d, int id)
{
	const char *rule = d->deadline->rule ? d->deadline->rule : "";
	struct row *r = page_item(p, id, d->deadline->title, day_words[d->state]);
	char day[32];

	if (*d->about && d->deadline->month)
		r->text = page_printf(p, W_DAY_ABOUT, d->deadline->title, d->about);
	r->detail = *d->about && !d->deadline->month ? page_printf(p, W_DAY_FOLLOWS, d->about, rule)
						     : rule;
	if (d->due.y) {
		date_words(d->due, day);
		r->detail = page_printf(p, d->state == DAY_MISSED ? W_WAS_DUE : W_NEXT_ON, day,
					r->detail);
	}
}

static void attention_build(const struct frame *f, struct page *p)
{
	const struct attention_state *st = f->state;
	const struct attention *all = &st->all;

	app_page(f, p, NULL, NULL, W_ATTENTION_TITLE);
	if (all->n)
		page_add(p, ROW_TEXT, -1,
			 page_printf(p, W_ATTENTION_SUMMARY, all->of_kind[CONCERN_LATE],
				     all->of_kind[CONCERN_DUE], all->of_kind[CONCERN_ENDS],
				     all->of_kind[CONCERN_BROKEN], all->of_kind[CONCERN_WEAK]))
			->role = ROLE_HINT;
	else
		page_text(p, W_ATTENTION_CLEAR);
	p->list_at = p->nrows;
	p->list_n = all->n;
	p->list_row = concern_row;
	p->list_arg = st;
	page_head(p, W_CALENDAR);
	for (size_t i = 0; i < all->ndays; i++)
		day_row(p, &all->day[i], ID_DAY + (int)i);
	page_item(p, ID_KEPT, W_RETENTION,
		  st->past ? page_printf(p, W_RETENTION_ROW_PAST, st->past) : W_RETENTION_ROW_NONE);
	p->focus_id = all->n ? ID_ROW : ID_DAY;
}

/* A day of the calendar leads to what it follows, or to where it is noted that it was met. */
static void open_day(struct frame *f, const char *deadline, const char *id, struct nav *n)
{
	const struct schema *s = session_of(f)->schema;

	if (id) {
		app_open_id(f, id, n);
		return;
	}
	for (size_t i = 0; i < s->ndeadlines; i++) {
		if (!strcmp(s->deadlines[i].id, deadline) && s->deadlines[i].nshown_by)
			nav_open(n, &screen_register,
				 &(struct args){ .a = s->deadlines[i].shown_by[0].reg });
	}
}

static void attention_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct attention_state *st = f->state;
	const struct attention *all = &st->all;
	size_t i = row_at(e, ID_ROW), day = row_at(e, ID_DAY);
	bool concern = e->id >= ID_ROW && i < all->n;

	if (concern && e->act == ACT_OPEN && all->v[i].reg)
		app_open_id(f, all->v[i].id, n);
	else if (concern && e->act == ACT_OPEN)
		open_day(f, all->v[i].id, NULL, n);
	else if (e->act == ACT_CHAIN && concern && all->v[i].reg &&
		 all->v[i].reg->kind == REG_REGISTER)
		nav_open(n, &screen_chain, &(struct args){ .a = all->v[i].id });
	else if (e->act == ACT_CHAIN)
		nav_say(n, "%s", W_CHAIN_CHOOSE);
	else if (e->act == ACT_OPEN && e->id == ID_KEPT)
		nav_open(n, &screen_retention, NULL);
	else if (!concern && e->act == ACT_OPEN && e->id >= ID_DAY && day < all->ndays)
		open_day(f, all->day[day].deadline->id, all->day[day].id, n);
}

static const struct keybind keys[] = { { 'l', ACT_CHAIN, "chain" }, KEYBIND_END };

const struct screen screen_attention = {
	.name = "attention",
	.title = "Needs attention",
	.help = "What is late, due soon, broken or weak in the whole partnership, the worst first, and the "
		"days that law and guidance set. Open a line to put it right: it goes away by itself "
		"when it is. The sentence under each line says how.",
	.keys = keys,
	.state_size = sizeof(struct attention_state),
	.load = attention_screen_load,
	.update = attention_update,
	.build = attention_build,
	.keep_place = true,
};
