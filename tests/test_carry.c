/* SPDX-License-Identifier: ISC */
#include "core/plan/carry.h"

#include <stdlib.h>
#include <string.h>

#include "lib_work.h"
#include "same.h"

static struct work w;
static struct session old; /* in the sample's cycle */

static void begin(void)
{
	const char *cycle = NULL;
	struct err err = { 0 };

	work_open(&w, NULL);
	work_sample(&w);
	old = w.s;
	cr_assert(eq(int, cycle_make(&w.s, "", 2029, 2033, NULL, w.arena, &cycle, &err), RC_OK),
		  "%s", err.text);
	w.s.cycle = cycle;
}

static void end(void)
{
	work_close(&w);
}

TestSuite(carry, .init = begin, .fini = end, .timeout = 120);

static struct carry_list offered(void)
{
	struct carry_list l;
	struct err err = { 0 };

	cr_assert(eq(int, carry_load(&w.s, w.arena, &l, &err), RC_OK), "%s", err.text);
	return l;
}

static const struct carry_line *line_of(const struct carry_list *l, const char *id)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->v[i].id, id))
			return &l->v[i];
	cr_assert(false, "%s is not offered", id);
	return NULL;
}

static size_t offered_of(const struct carry_list *l, const char *reg)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += !strcmp(l->v[i].reg->id, reg);
	return n;
}

static enum rc say(const char *id, enum carry_answer answer, const char *why, struct err *err)
{
	struct carry_list l = offered();

	return carry_say(&w.s, line_of(&l, id), answer, why, NULL, err);
}

static void said(const char *id, enum carry_answer answer, const char *why)
{
	struct err err = { 0 };

	cr_assert(eq(int, say(id, answer, why, &err), RC_OK), "%s", err.text);
}

static struct carry_done over(const struct carry_how *how)
{
	struct carry_done done = { 0 };
	struct err err = { 0 };

	cr_assert(eq(int, carry_over(&w.s, how, &done, &err), RC_OK), "%s", err.text);
	return done;
}

static struct carry_done over_all(void)
{
	return over(&(struct carry_how){ .open = true, .as = CARRY_YES });
}

static struct carry_done over_one(const char *id, enum carry_answer as)
{
	const char *v[] = { id };
	struct names ids = { v, 1 };

	return over(&(struct carry_how){ .ids = &ids, .as = as });
}

/* The id that an old one has here; ends the test where it has none. */
static const char *here(const char *id)
{
	struct carry_list l = offered();
	const struct carry_line *line = line_of(&l, id);

	cr_assert(line->to != NULL, "%s was not carried over", id);
	return line->to;
}

static const char *text(const char *reg, const char *id, const char *field)
{
	return work_text(&w.s, w.arena, reg, id, field);
}

static size_t count_of(const struct session *s, const char *reg)
{
	return list_count(s, schema_reg(s->schema, reg), LIFE_ALL);
}

static bool add_fact(void *arg, const struct fact *f)
{
	struct buf *b = arg;

	buf_printf(b, "%s %llu %.*s\n", f->name, (unsigned long long)f->at.number, (int)f->len,
		   f->text);
	return true;
}

/* Every fact of a cycle with its version, as one text. */
static char *facts_of(const char *cycle)
{
	struct buf b = { 0 };
	char *out;

	cr_assert(eq(int,
		     store_read(w.store, session_place(&w.s), arena_printf(w.arena, "%s/", cycle),
				NULL, add_fact, &b, NULL),
		     RC_OK));
	out = arena_str(w.arena, buf_text(&b));
	buf_clear(&b);
	return out;
}

Test(carry, every_need_service_resource_and_outcome_is_offered)
{
	struct carry_list l = offered();

	expect_same(l.from, "c1");
	cr_expect(eq(sz, offered_of(&l, "needs"), 12));
	cr_expect(eq(sz, offered_of(&l, "services"), 16));
	cr_expect(eq(sz, offered_of(&l, "resources"), 8));
	cr_expect(eq(sz, offered_of(&l, "outcomes"), 9));
	cr_expect(eq(sz, offered_of(&l, "partners"), 18));
	cr_expect(eq(sz, offered_of(&l, "gaps"), 0));
	cr_expect(eq(sz, l.open, l.n));
	cr_expect(eq(sz, l.carried + l.ready, 0));
}

Test(carry, the_first_cycle_has_nothing_before_it)
{
	struct carry_list l;
	struct err err = { 0 };

	cr_assert(eq(int, carry_load(&old, w.arena, &l, &err), RC_OK));
	cr_expect(l.from == NULL);
	cr_expect(eq(sz, l.n, 0));
	cr_expect(eq(int, carry_over(&old, &(struct carry_how){ 0 }, NULL, &err), RC_INVALID));
	expect_same(err.text, "there is no cycle before this one to carry anything over from");
}

Test(carry, a_copy_has_the_answers_of_the_old_one_and_its_number)
{
	const char *id;

	said("ne-000001", CARRY_YES, NULL);
	over(&(struct carry_how){ 0 });
	id = here("ne-000001");
	expect_same(id, "ne-000013");
	expect_same(text("needs", id, "carried_from"), "ne-000001");
	expect_same(text("needs", id, "title"),
		    work_text(&old, w.arena, "needs", "ne-000001", "title"));
	expect_same(text("needs", id, "severity"), "high");
	expect_same(text("needs", id, "life"), "live");
}

Test(carry, what_a_new_cycle_began_with_is_not_made_again)
{
	struct carry_list l = offered();
	size_t before = count_of(&w.s, "outcomes");
	const struct carry_line *line = line_of(&l, "ou-000001");
	struct carry_done done;

	cr_expect(eq(sz, before, 9));
	cr_assert(line->same != NULL);
	done = over_one("ou-000001", CARRY_YES);
	cr_expect(eq(sz, done.made, 0));
	cr_expect(eq(sz, done.joined, 1));
	cr_expect(eq(sz, count_of(&w.s, "outcomes"), before));
	expect_same(text("outcomes", line->same, "carried_from"), "ou-000001");
	expect_same(text("outcomes", line->same, "code"), "ndo-1");
}

Test(carry, links_lead_to_what_came_along)
{
	const char *outcomes, *provider;

	over_all();
	outcomes = text("needs", here("ne-000001"), "outcomes");
	expect_same(outcomes, here("ou-000006"));
	provider = text("services", here("sv-000014"), "provider");
	expect_same(provider, here("pa-000015"));
}

Test(carry, a_link_to_what_stays_behind_leads_there_until_it_comes)
{
	struct carry_done done;
	const char *service;

	over_one("sv-000014", CARRY_YES);
	service = here("sv-000014");
	expect_same(text("services", service, "provider"), "pa-000015");
	done = over_one("pa-000015", CARRY_YES);
	cr_expect(eq(sz, done.made, 1));
	cr_expect(eq(sz, done.relinked, 1));
	expect_same(text("services", service, "provider"), here("pa-000015"));
}

Test(carry, figures_go_along_with_their_need)
{
	size_t last = count_of(&old, "figures");
	struct carry_done done = over_one("ne-000001", CARRY_YES);
	const char *first = arena_printf(w.arena, "fg-%06zu", last + 1);

	cr_expect(gt(sz, done.along, 0));
	cr_expect(eq(sz, count_of(&w.s, "figures"), done.along));
	expect_same(text("figures", first, "carried_from"), "fg-000001");
	expect_same(text("figures", first, "need"), here("ne-000001"));
	over_one("ne-000002", CARRY_YES);
	cr_expect(gt(sz, count_of(&w.s, "figures"), done.along), "those of the next alone");
}

Test(carry, what_has_changed_comes_as_a_draft)
{
	over_one("ne-000002", CARRY_CHANGED);
	expect_same(text("needs", here("ne-000002"), "life"), "draft");
}

Test(carry, no_asks_for_a_reason_and_stays_behind)
{
	struct err err = { 0 };
	struct carry_list l;

	cr_expect(eq(int, say("sv-000016", CARRY_NO, NULL, &err), RC_INVALID));
	expect_same(err.text, "Enter why it no longer holds");
	said("sv-000016", CARRY_NO, "It was stopped in 2025");
	said("sv-000015", CARRY_LATER, NULL);
	over_all();
	l = offered();
	cr_expect(line_of(&l, "sv-000016")->to == NULL);
	expect_same(line_of(&l, "sv-000016")->why, "It was stopped in 2025");
	cr_expect(line_of(&l, "sv-000015")->to == NULL);
	cr_expect(eq(int, line_of(&l, "sv-000015")->answer, CARRY_LATER));
	cr_expect(eq(sz, count_of(&w.s, "services"), 14));
}

Test(carry, the_old_cycle_is_only_read)
{
	char *before = facts_of("c1");

	over_all();
	expect_same(facts_of("c1"), before);
}

Test(carry, one_undo_takes_back_all_of_it)
{
	char *before = facts_of("c2");
	struct saved saved;
	struct err err = { 0 };

	over_all();
	cr_assert(eq(int,
		     record_undo(&w.s, store_undoable(w.store, session_place(&w.s), "anna"), NULL,
				 NULL, &saved, &err),
		     RC_OK),
		  "%s", err.text);
	cr_expect(eq(sz, count_of(&w.s, "needs"), 0));
	cr_expect(eq(sz, count_of(&w.s, "outcomes"), 9));
	cr_expect(eq(sz, offered().carried, 0));
	over_all();
	cr_expect(eq(sz, count_of(&w.s, "needs"), 12));
	cr_expect(strcmp(facts_of("c2"), before) != 0);
}

Test(carry, only_a_coordinator_carries_over)
{
	struct session ben = work_as(&w, "ben", "facilitator");
	struct err err = { 0 };

	cr_expect(eq(
		int,
		carry_over(&ben, &(struct carry_how){ .open = true, .as = CARRY_YES }, NULL, &err),
		RC_NOT_ALLOWED));
	expect_same(err.text, "carrying over into a new cycle is for a coordinator; ask one");
	cr_expect(eq(sz, count_of(&w.s, "needs"), 0));
}

Test(carry, an_entry_that_is_not_offered_is_named)
{
	const char *v[] = { "ne-000099" };
	struct names ids = { v, 1 };
	struct err err = { 0 };

	cr_expect(eq(
		int,
		carry_over(&w.s, &(struct carry_how){ .ids = &ids, .as = CARRY_YES }, NULL, &err),
		RC_NOT_FOUND));
	expect_part(err.text, "'NE-99' is not among what");
}

Test(carry, an_earlier_cycle_is_changed_by_a_coordinator_with_a_reason_alone)
{
	const struct reg *needs = schema_reg(old.schema, "needs");
	struct put put = { .field = "title", .text = "Other words" };
	struct saved saved;
	struct err err = { 0 };
	struct record r;

	cr_assert(eq(int, record_load(&old, needs, "ne-000001", w.arena, &r, NULL), RC_OK));
	for (size_t i = 0; i < needs->nfields; i++)
		if (!strcmp(needs->fields[i].id, "title"))
			put.seen = r.field[i].at;
	cr_expect(
		eq(int,
		   record_save(&old, needs, "ne-000001", "edit", &put, 1, NULL, NULL, &saved, &err),
		   RC_NOT_ALLOWED));
	expect_part(err.text, "is an earlier cycle and stays as it was");
	old.reason = "the name of a person stood in it";
	err = (struct err){ 0 };
	cr_expect(
		eq(int,
		   record_save(&old, needs, "ne-000001", "edit", &put, 1, NULL, NULL, &saved, &err),
		   RC_OK),
		"%s", err.text);
}

Test(carry, learning_is_read_in_every_cycle)
{
	cr_expect(gt(sz, count_of(&old, "learning"), 0));
	cr_expect(eq(sz, count_of(&w.s, "learning"), count_of(&old, "learning")));
}

/* Nothing is lost and nothing is there twice, whatever is said in whatever order and however often. */
static void nothing_lost_or_twice(void)
{
	struct carry_list l = offered();

	for (size_t i = 0; i < l.n; i++) {
		const struct carry_line *line = &l.v[i];

		for (size_t k = 0; k < i; k++)
			cr_assert(l.v[k].to == NULL || line->to == NULL ||
					  strcmp(line->to, l.v[k].to),
				  "%s and %s became the same", line->id, l.v[k].id);
		if (line->to)
			expect_same(text(line->reg->id, line->to, "carried_from"), line->id);
	}
	for (size_t i = 0; i < w.s.schema->nregisters; i++) {
		const struct reg *reg = &w.s.schema->registers[i];
		struct list_query q = { .life = LIFE_ALL };
		const char *column[] = { "carried_from" };
		struct names columns = { column, 1 };
		struct listing all;

		q.columns = &columns;
		if (reg->kind != REG_REGISTER || !reg->carry)
			continue;
		cr_assert(eq(int, list_load(&w.s, reg, &q, w.arena, &all, NULL), RC_OK));
		for (size_t k = 0; k < all.n; k++)
			for (size_t j = 0; j < k; j++)
				cr_assert(all.row[k].cell[0][0] == '\0' ||
						  strcmp(all.row[k].cell[0], all.row[j].cell[0]),
					  "%s is here twice", all.row[k].cell[0]);
	}
}

/* No link of an entry here leads to an old one that came along. */
static void no_link_leads_back(void)
{
	struct carry_list l = offered();

	for (size_t i = 0; i < l.n; i++) {
		struct link *v;
		struct record r;
		size_t n;

		if (!l.v[i].to)
			continue;
		cr_assert(eq(int, record_load(&w.s, l.v[i].reg, l.v[i].to, w.arena, &r, NULL),
			     RC_OK));
		cr_assert(eq(int, record_links(&w.s, &r, false, w.arena, &v, &n, NULL), RC_OK));
		for (size_t k = 0; k < n; k++) {
			cr_assert(not(v[k].missing));
			for (size_t j = 0; j < l.n; j++)
				cr_assert(l.v[j].to == NULL || strcmp(v[k].id, l.v[j].id),
					  "%s still leads to %s", l.v[i].to, v[k].id);
		}
	}
}

Test(carry, nothing_is_lost_or_doubled_in_any_order, .timeout = 300)
{
	for (unsigned seed = 1; seed <= 6; seed++) {
		struct carry_list l;
		size_t n;

		begin();
		l = offered();
		n = l.n;
		srand(seed);
		for (int round = 0; round < 3; round++) {
			for (int k = 0; k < 12; k++) {
				const struct carry_line *line = &l.v[(size_t)rand() % n];

				if (line->to)
					continue;
				if (rand() % 3 == 0)
					said(line->id, CARRY_LATER, NULL);
				else
					over_one(line->id, CARRY_YES);
				l = offered();
			}
			nothing_lost_or_twice();
			no_link_leads_back();
		}
		for (size_t i = 0; i < l.n; i++)
			if (l.v[i].answer == CARRY_LATER && !l.v[i].to)
				said(l.v[i].id, CARRY_YES, NULL);
		over_all();
		l = offered();
		cr_expect(eq(sz, l.n, n));
		cr_expect(eq(sz, l.carried, n), "seed %u", seed);
		nothing_lost_or_twice();
		no_link_leads_back();
		cr_expect(eq(sz, count_of(&w.s, "needs"), 12));
		cr_expect(eq(sz, count_of(&w.s, "figures"), count_of(&old, "figures")));
		if (seed < 6)
			end();
	}
}

Test(carry, twice_carried_is_once)
{
	char *after;
	struct carry_done done;

	over_all();
	after = facts_of("c2");
	done = over_all();
	cr_expect(eq(sz, done.made + done.joined + done.along + done.relinked, 0));
	expect_same(facts_of("c2"), after);
}
