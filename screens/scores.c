/* SPDX-License-Identifier: ISC */
/* The scores of one entry: mine first, then everybody's and where they lie apart. */
#include "../core/plan/scores.h"

#include <string.h>

#include "screens.h"
#include "typed.h"
#include "views.h"
#include "words.h"

enum { ID_RATER = 1, ID_TOGETHER, ID_ENTRY, ID_CRITERIA, ID_POINT = 100, POINT_STEP = 10 };
enum { RATER_MOST = 60 };

struct scores_state {
	const struct view *view;
	struct score_fields fields;
	struct score_book book;
	struct record record;
	const struct score_set *set;
	const struct scorer *mine; /* under the role that is in the box; NULL: nothing yet */
	struct typed typed;
	struct textbox *rater;
	bool together;
};

static void scores_close(struct frame *f)
{
	struct scores_state *st = f->state;

	typed_close(&st->typed);
}

/* The role that this person scored in last: here, or anywhere. */
static const char *last_rater(struct frame *f)
{
	struct scores_state *st = f->state;
	const struct session *s = session_of(f);
	const char *note = store_note(s->store, s->pid, s->actor.person, "rater", f->loaded);

	if (note)
		return note;
	for (size_t i = 0; st->set && i < st->set->n; i++)
		if (st->set->scorer[i].own)
			return st->set->scorer[i].rater;
	return "";
}

static enum rc scores_screen_load(struct frame *f, struct err *err)
{
	struct scores_state *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc = view_here(f, VIEW_BOARD, &st->view, err);

	if (rc != RC_OK)
		return rc;
	if (!score_fields_of(s->schema, st->view, &st->fields))
		return err_set(err, RC_NOT_FOUND, W_NOTHING_SCORED_HERE);
	rc = record_load(s, st->fields.reg, f->args.b ? f->args.b : "", f->loaded, &st->record,
			 err);
	if (rc == RC_OK && !st->record.exists)
		rc = err_set(err, RC_NOT_FOUND, W_NOT_ON_BOARD);
	if (rc == RC_OK)
		rc = scores_load(s, &st->fields, st->record.id, f->loaded, &st->book, err);
	if (rc != RC_OK)
		return rc;
	st->set = scores_of(&st->book, st->record.id);
	st->together = session_of(f)->together;
	if (!st->rater)
		st->rater = typed_box(&st->typed, f, "rater", RATER_MOST, last_rater(f));
	st->mine = scores_own(st->set, textbox_text(st->rater));
	return RC_OK;
}

static void criterion_rows(const struct scores_state *st, size_t c, struct page *p)
{
	const struct criterion *by = &st->book.criterion[c];
	int mine = st->mine ? st->mine->score[c] : SCORE_NONE;

	page_head(p, by->weight == 1 ? by->name
				     : page_printf(p, W_COUNTS_TIMES, by->name,
						   score_text(by->weight, p->arena)));
	if (*by->low || *by->high)
		page_add(p, ROW_TEXT, -1,
			 page_printf(p, W_POINTS_MEAN, st->fields.least, by->low, st->fields.most,
				     by->high))
			->role = ROLE_HINT;
	for (int v = st->fields.least; v <= st->fields.most; v++) {
		struct row *r = page_add(p, ROW_RADIO, ID_POINT + (int)c * POINT_STEP + v,
					 page_printf(p, W_POINTS_OF, v, st->fields.most));

		r->on = mine == v;
		r->inline_group = true;
	}
}

static const char *all_points(const struct scores_state *st, const struct scorer *sc,
			      struct page *p)
{
	const char *out = "";

	for (size_t c = 0; c < st->book.n; c++)
		if (sc->score[c] != SCORE_NONE)
			out = page_printf(p, "%s%s%s %d", out, *out ? ", " : "",
					  st->book.criterion[c].name, sc->score[c]);
	return out;
}

static void everybody(const struct scores_state *st, struct page *p)
{
	const struct score_set *set = st->set;

	page_head(p, W_EVERYBODY);
	for (size_t i = 0; i < set->n; i++)
		page_text(p, page_printf(p, W_SCORER, set->scorer[i].rater,
					 all_points(st, &set->scorer[i], p),
					 score_text(set->scorer[i].total, p->arena)));
	page_head(p, W_SPREAD);
	for (size_t c = 0; c < st->book.n; c++) {
		const struct spread *sp = &set->spread[c];

		if (sp->n)
			page_add(p, ROW_TEXT, -1,
				 page_printf(p, W_SPREAD_OF, st->book.criterion[c].name,
					     spread_words(sp, p->arena),
					     score_text(sp->mean, p->arena)))
				->role = sp->apart ? ROLE_WARN : ROLE_PLAIN;
	}
	page_text(p, page_printf(p, set->whole ? W_TOTAL : W_TOTAL_SO_FAR,
				 score_text(set->total, p->arena),
				 score_text(st->book.most, p->arena), set->n));
}

static void others_rows(const struct scores_state *st, struct page *p)
{
	if (!st->set || !st->set->scored)
		return;
	page_gap(p);
	if (scores_open(st->set, st->together)) {
		everybody(st, p);
	} else {
		page_text(p, page_printf(p, st->set->others == 1 ? W_OTHER_WAITS : W_OTHERS_WAIT,
					 st->set->others));
		page_button(p, ID_TOGETHER, W_SHOW_TOGETHER);
	}
}

static void scores_build(const struct frame *f, struct page *p)
{
	const struct scores_state *st = f->state;

	app_page(f, p, W_VIEWS, st->view->title, st->record.title);
	if (st->mine)
		p->title_right = page_printf(p, W_MY_TOTAL, score_text(st->mine->total, p->arena),
					     score_text(st->book.most, p->arena));
	if (!st->book.n) {
		page_text(p, W_NO_CRITERIA);
		if (st->fields.criteria)
			page_button(p, ID_CRITERIA, W_OPEN_CRITERIA);
	} else {
		typed_row(&st->typed, p, ID_RATER, W_RATER, st->rater)->hint = W_RATER_HINT;
		for (size_t c = 0; c < st->book.n; c++)
			criterion_rows(st, c, p);
		p->digits = page_printf(p, W_DIGITS, st->fields.least, st->fields.most);
		p->digits_do = W_GIVE_POINTS;
	}
	others_rows(st, p);
	page_button(p, ID_ENTRY, page_printf(p, W_OPEN_ENTRY, st->fields.reg->one));
	p->focus_id = st->book.n && textbox_text(st->rater)[0] ? ID_POINT : -1;
}

/* Saving one */

static bool rater_text(struct frame *f, const char **out, struct nav *n)
{
	struct scores_state *st = f->state;
	const struct field *rows = reg_field(st->fields.reg, st->fields.rows);
	struct err err = { 0 };

	if (value_parse(field_sub(rows, st->fields.rater), textbox_text(st->rater),
			session_of(f)->today, f->loaded, out, &err) != RC_OK)
		nav_err(n, &err);
	else if (**out == '\0')
		nav_say(n, "%s", W_RATER_FIRST);
	else
		return true;
	nav_focus(n, ID_RATER);
	return false;
}

static void give(struct frame *f, size_t c, int points, struct nav *n)
{
	struct scores_state *st = f->state;
	const struct session *s = session_of(f);
	const struct scorer *mine;
	struct put put = { 0 };
	struct saved saved;
	struct err err = { 0 };
	const char *rater;
	enum rc rc;

	if (c >= st->book.n || points < st->fields.least || points > st->fields.most ||
	    !rater_text(f, &rater, n))
		return;
	mine = scores_own(st->set, rater);
	put.field = mine && mine->row[c]
			    ? arena_printf(f->loaded, "%s.%s", st->fields.rows, mine->row[c])
			    : arena_printf(f->loaded, "%s.+", st->fields.rows);
	if (mine && mine->row[c])
		put.seen = mine->at[c];
	put.text = pairs_text(
		(struct pair[]){ { st->fields.criterion,
				   scores_criterion(&st->fields, &st->book.criterion[c]) },
				 { st->fields.rater, rater },
				 { st->fields.score, arena_printf(f->loaded, "%d", points) } },
		3, f->loaded);
	rc = record_save(s, st->fields.reg, st->record.id, "edit", &put, 1, NULL, NULL, &saved,
			 &err);
	if (rc == RC_OK) { /* for next time; no loss when it cannot be kept */
		typed_done(&st->typed);
		store_note_put(s->store, s->pid, s->actor.person, "rater", rater, NULL);
	}
	app_saved(n, rc, &err, NULL);
	if (rc == RC_OK && c + 1 < st->book.n)
		nav_focus(n, ID_POINT + (int)(c + 1) * POINT_STEP);
}

static void on_button(struct frame *f, const struct event *e, struct nav *n)
{
	struct scores_state *st = f->state;

	if (e->id == ID_TOGETHER) {
		app_of(f)->session.together = st->together = true;
		nav_say(n, "%s", W_TOGETHER_NOW);
	} else if (e->id == ID_ENTRY) {
		nav_open(n, &screen_record,
			 &(struct args){ .a = st->fields.reg->id, .b = st->record.id });
	} else if (e->id == ID_CRITERIA) {
		nav_open(n, &screen_register, &(struct args){ .a = st->fields.criteria->id });
	} else if (e->id == ID_RATER) {
		st->mine = scores_own(st->set, textbox_text(st->rater));
		nav_focus(n, ID_POINT);
	}
}

static void scores_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct scores_state *st = f->state;
	size_t at = row_at(e, ID_POINT);

	typed_event(&st->typed, e, n);
	if (e->act == ACT_LEFT_BOX || e->act == ACT_TYPED)
		st->mine = scores_own(st->set, textbox_text(st->rater));
	else if (at != (size_t)-1 && (e->act == ACT_TICK || e->act == ACT_OPEN))
		give(f, at / POINT_STEP, (int)(at % POINT_STEP), n);
	else if (at != (size_t)-1 && e->act == ACT_DIGIT)
		give(f, at / POINT_STEP, e->digit, n);
	else if (e->act == ACT_OPEN)
		on_button(f, e, n);
	else if (e->act == ACT_HISTORY)
		nav_open(n, &screen_history,
			 &(struct args){ .a = arena_printf(f->loaded, "%s/%s/%s/",
							   session_of(f)->cycle,
							   st->fields.reg->key, st->record.id) });
}

const struct screen screen_scores = {
	.name = "scores",
	.needs = "VIEW/ID",
	.title = "Scores",
	.help = "Score this entry by each criterion, by yourself. Once all of yours are given, or "
		"when the scores are shown together, you see what everybody gave, from the lowest to the "
		"highest, and who lies apart. Talk about those first. You can change your own scores at "
		"any time. Scores help; people decide.",
	.state_size = sizeof(struct scores_state),
	.load = scores_screen_load,
	.update = scores_update,
	.build = scores_build,
	.close = scores_close,
	.keep_place = true,
};
