/* SPDX-License-Identifier: ISC */
/* Somebody leaves: what goes with them, what stays, and that it cannot be taken back. */
#include "leaving.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../core/store/outbox.h"
#include "../core/store/person.h"
#include "copies.h"
#include "screens.h"
#include "words.h"

enum { ID_KEEP = 1, ID_DO };

/* Their settings in a kiosk. */
static enum rc drop_settings(const struct app *app, const char *name, struct err *err)
{
	struct arena *a = arena_new();
	bool gone = !unlink(arena_printf(a, "%s/people/%s.ini", app->data_dir, name)) ||
		    errno == ENOENT;
	int code = errno;

	arena_free(a);
	return gone ? RC_OK
		    : err_set(err, rc_from_errno(code), "cannot delete their settings: %s",
			      strerror(code));
}

/* The files first: where one cannot go, all stays as it was. */
enum rc leaving_do(struct app *app, const struct actor *by, const char *name, struct err *err)
{
	enum rc rc = drop_settings(app, name, err);

	rc = rc ? rc : outbox_drop(app->data_dir, name, "", err);
	rc = rc ? rc : person_remove(app->session.store, by, name, err);
	return rc;
}

struct leaving_state {
	struct leaving all;
	struct copies copies;
	const char *called;
};

static enum rc leaving_load(struct frame *f, struct err *err)
{
	struct leaving_state *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc = person_leaving(s->store, &s->actor, f->args.a, f->loaded, &st->all, err);

	st->called = rc == RC_OK && st->all.shown[0] ? st->all.shown : f->args.a;
	if (rc == RC_OK)
		st->copies = copies_look(app_of(f), person_copy_holds, st->all.name, f->loaded);
	return rc;
}

static void count_row(struct page *p, const char *words, size_t n)
{
	if (n)
		page_text(p, page_printf(p, W_LEAVING_COUNT, words, n));
}

static void leaving_build(const struct frame *f, struct page *p)
{
	const struct leaving_state *st = f->state;
	const struct leaving *l = &st->all;

	app_page(f, p, W_PEOPLE, NULL, page_printf(p, W_LEAVING_TITLE, st->called));
	page_text(p, W_LEAVING_ABOUT);
	page_head(p, W_LEAVING_GOES);
	page_text(p, page_printf(p, W_LEAVING_ACCOUNT, st->called));
	for (size_t i = 0; i < l->nroles; i++)
		page_text(p, page_printf(p, W_LEAVING_ROLE, l->role[i].role, l->role[i].pid));
	count_row(p, W_LEAVING_KEYS, l->keys);
	count_row(p, W_LEAVING_OWN, l->own);
	count_row(p, W_LEAVING_DRAFTS, l->drafts);
	count_row(p, W_LEAVING_NOTES, l->notes);
	page_head(p, W_LEAVING_STAYS);
	page_text(p, page_printf(p, W_LEAVING_CHANGES, f->args.a, l->changes));
	if (l->named)
		page_text(p, page_printf(p, W_LEAVING_NAMED, l->named));
	copies_page(&st->copies, p);
	page_gap(p);
	page_item(p, ID_DO, W_LEAVING_DO, NULL)->number = 1;
	page_item(p, ID_KEEP, W_LEAVING_KEEP, NULL)->number = 2;
	p->focus_id = ID_KEEP;
}

static void do_it(struct frame *f, struct nav *n)
{
	struct err err = { 0 };

	if (leaving_do(app_of(f), &session_of(f)->actor, f->args.a, &err) != RC_OK) {
		nav_err(n, &err);
		return;
	}
	nav_return(n, PERSON_IS_OUT);
}

static void leaving_update(struct frame *f, const struct event *e, struct nav *n)
{
	if (e->act == ACT_OPEN && e->id == ID_KEEP)
		nav_back(n);
	else if (e->act == ACT_OPEN && e->id == ID_DO)
		do_it(f, n);
}

const struct screen screen_leaving = {
	.name = "leaving",
	.needs = "PERSON",
	.title = "Somebody leaves",
	.help = "For a person who works here no more. Their account, keys, role, drafts and own "
		"self-assessment go for good. What they wrote in the record stays, and the history shows it "
		"under their short name. A coordinator does this; the last one cannot go before there is "
		"another.",
	.state_size = sizeof(struct leaving_state),
	.load = leaving_load,
	.update = leaving_update,
	.build = leaving_build,
	.minds_all = true,
};
