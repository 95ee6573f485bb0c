/* SPDX-License-Identifier: ISC */
/*
 * The shipped pack says what the guidance asks for, each thing once and whole.
 * tests/data/cycle_ids.txt lists each id of the guidance with where it belongs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "lib_dir.h"
#include "lib_shipped.h"
#include "same.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct schema *schema;

static void read_pack(void)
{
	schema = shipped_open();
}

TestSuite(content, .init = read_pack, .fini = shipped_close, .timeout = 30);

/*
 * Ids.
 */

struct listed {
	char place[32], id[RECORD_NAME_MAX + 1];
};

static size_t read_ids(struct listed *v, size_t max)
{
	char *text = file_text("tests/data/cycle_ids.txt", NULL), *at = text;
	size_t n = 0;
	int used;

	cr_assert(text != NULL, "tests/data/cycle_ids.txt cannot be read");
	while (n < max && sscanf(at, "%31s %48s%n", v[n].place, v[n].id, &used) == 2) {
		at += used;
		n++;
	}
	cr_expect(strspn(at, " \n") == strlen(at),
		  "cycle_ids.txt has a line that was not read: %.40s", at);
	free(text);
	return n;
}

/* Where a checklist belongs, in the words of cycle_ids.txt. */
static const char *place_of(const struct checklist *c)
{
	if (c->status)
		return "legacy";
	if (c->form)
		return c->form;
	return strcmp(c->id, "five-step") == 0 ? "evaluation" : c->activity;
}

static size_t times(const char *id)
{
	size_t n = 0;

	for (size_t i = 0; i < schema->nchecklists; i++)
		for (size_t k = 0; k < schema->checklists[i].nitems; k++)
			n += strcmp(schema->checklists[i].items[k].id, id) == 0;
	for (size_t i = 0; i < schema->nquestion_sets; i++)
		for (size_t k = 0; k < schema->question_sets[i].nquestions; k++)
			n += strcmp(schema->question_sets[i].questions[k].id, id) == 0;
	return n;
}

Test(content, every_line_of_the_guidance_is_there_once_and_in_its_place)
{
	struct listed ids[256];
	size_t n = read_ids(ids, COUNT(ids));

	for (size_t i = 0; i < n; i++) {
		const struct checklist *in = NULL;

		cr_expect(times(ids[i].id) == 1, "%s is there %zu times", ids[i].id,
			  times(ids[i].id));
		if (strcmp(ids[i].place, "question") == 0)
			cr_expect(schema_question(schema, ids[i].id, NULL) != NULL, "%s",
				  ids[i].id);
		else if (schema_item(schema, ids[i].id, &in))
			cr_expect(strcmp(place_of(in), ids[i].place) == 0,
				  "%s belongs to %s, not %s", ids[i].id, ids[i].place,
				  place_of(in));
	}
}

static bool is_listed(const struct listed *v, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].id, id) == 0)
			return true;
	return false;
}

Test(content, no_checklist_has_a_line_that_the_guidance_does_not_name)
{
	struct listed ids[256];
	size_t n = read_ids(ids, COUNT(ids)), of_stages = 0, legacy = 0;

	for (size_t i = 0; i < schema->nchecklists; i++) {
		const struct checklist *c = &schema->checklists[i];

		for (size_t k = 0; k < c->nitems; k++)
			cr_expect(is_listed(ids, n, c->items[k].id), "%s is not listed",
				  c->items[k].id);
		if (c->status)
			legacy += c->nitems;
		else if (strcmp(place_of(c), c->activity) == 0)
			of_stages += c->nitems;
	}
	cr_expect(eq(sz, of_stages, 147));
	cr_expect(eq(sz, legacy, 14));
}

/*
 * Where things come from.
 */

static bool is_short_form(const char *word)
{
	size_t n = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	return n > 1 && strchr(" ,;", word[n]) != NULL;
}

static void expect_words(const char *source, struct arena *a)
{
	const char *words = source ? source_words(schema, source, a) : "";

	cr_expect(not(is_short_form(words)), "'%s' is read as '%s'", source, words);
	for (const char *at = strchr(words, ';'); at; at = strchr(at + 1, ';'))
		cr_expect(not(is_short_form(at + 1 + strspn(at + 1, " "))), "'%s' is read as '%s'",
			  source, words);
}

Test(content, sources_are_read_in_words)
{
	struct arena *a = arena_new();

	expect_same(source_words(schema, "EX; SGU s.6", a),
		    "Smart and Social Justice: a framework for action, executive summary; "
		    "Community justice outcomes: improvement planning and reporting, statutory "
		    "guidance, s.6");
	expect_same(source_words(schema, "Our own; EXtra", a), "Our own; EXtra");
	for (size_t i = 0; i < schema->nchecklists; i++)
		for (size_t k = 0; k < schema->checklists[i].nitems; k++)
			expect_words(schema->checklists[i].items[k].source, a);
	for (size_t i = 0; i < schema->nquestion_sets; i++)
		for (size_t k = 0; k < schema->question_sets[i].nquestions; k++)
			expect_words(schema->question_sets[i].questions[k].source, a);
	for (size_t i = 0; i < schema->nregisters; i++)
		expect_words(schema->registers[i].source, a);
	for (size_t i = 0; i < schema->nterms; i++)
		expect_words(schema->terms[i].source, a);
	arena_free(a);
}

/*
 * Lines of checklists, and questions.
 */

static bool said(const char *text)
{
	return text && strlen(text) > 1;
}

static void expect_whole(const struct item *i)
{
	cr_expect(said(i->text) && said(i->why) && said(i->good) && said(i->evidence) &&
			  said(i->ask) && said(i->source),
		  "%s:%d: %s lacks one of text, why, good, evidence, ask, source", i->origin.file,
		  i->origin.line, i->id);
	cr_expect(strlen(i->text) <= 120, "%s: %zu characters are too long for a line", i->id,
		  strlen(i->text));
	cr_expect(said(i->ask) && i->ask[strlen(i->ask) - 1] == '?', "%s: ask the room a question",
		  i->id);
	cr_expect(i->key_point == NULL || strcmp(i->key_point, "yes") == 0,
		  "%s: key_point is yes or left out", i->id);
}

Test(content, every_line_says_why_what_good_looks_like_and_where_it_is_from)
{
	for (size_t i = 0; i < schema->nchecklists; i++) {
		const struct checklist *c = &schema->checklists[i];
		size_t key_points = 0;

		cr_expect(said(c->about) && said(c->source) && said(c->kind), "%s", c->id);
		for (size_t k = 0; k < c->nitems; k++) {
			expect_whole(&c->items[k]);
			key_points += c->items[k].key_point != NULL;
		}
		cr_expect(key_points <= 3, "%s has %zu key points", c->id, key_points);
		cr_expect(c->nitems >= 3 && c->nitems <= 9, "%s has %zu lines", c->id, c->nitems);
	}
}

Test(content, a_recommendation_says_whose_it_is)
{
	size_t n = 0;

	for (size_t i = 0; i < schema->nchecklists; i++) {
		const struct checklist *c = &schema->checklists[i];
		bool theirs = strncmp(c->source, "CJV", 3) == 0;

		cr_expect(theirs == (c->recommended_by != NULL), "%s", c->id);
		if (theirs)
			n += c->nitems;
	}
	cr_expect(eq(sz, n, 10));
}

Test(content, what_was_replaced_says_so_and_names_what_to_use)
{
	for (size_t i = 0; i < schema->nchecklists; i++) {
		const struct checklist *c = &schema->checklists[i];
		bool of_2016 = strncmp(c->id, "ns-", 3) == 0;

		cr_expect(of_2016 == (c->status != NULL), "%s", c->id);
		if (c->status) {
			expect_part(c->status, "replaced in June 2022");
			expect_part(c->status, "2022 strategy");
		}
	}
}

Test(content, every_question_says_why_and_the_review_says_what_fills_it)
{
	for (size_t i = 0; i < schema->nquestion_sets; i++) {
		const struct question_set *s = &schema->question_sets[i];

		cr_expect(said(s->title) && said(s->about) && said(s->activity), "%s", s->id);
		for (size_t k = 0; k < s->nquestions; k++) {
			const struct question *q = &s->questions[k];

			cr_expect(said(q->text) && said(q->hint) && said(q->why) && said(q->source),
				  "%s", q->id);
			cr_expect(strncmp(q->id, "rq-", 3) != 0 || said(q->fills), "%s", q->id);
		}
	}
}

/*
 * Stages and activities.
 */

static const struct {
	const char *stage, *activity;
} order[] = {
	{ "ready", "prepare-vision" },
	{ "ready", "prepare-governance" },
	{ "analyse", "analyse-resource" },
	{ "analyse", "analyse-services" },
	{ "analyse", "analyse-needs" },
	{ "analyse", "analyse-evidence" },
	{ "plan", "plan-gaps" },
	{ "plan", "plan-priorities" },
	{ "plan", "plan-design" },
	{ "plan", "plan-procurement" },
	{ "deliver", "deliver-systems" },
	{ "deliver", "deliver-capacity" },
	{ "deliver", "deliver-relationships" },
	{ "review", "review-performance" },
	{ "review", "review-outcomes" },
};

Test(content, the_cycle_has_five_stages_and_fifteen_activities_in_order)
{
	size_t n = 0;

	cr_expect(eq(sz, schema->nstages, 5));
	for (size_t i = 0; i < schema->nstages; i++) {
		const struct stage *s = &schema->stages[i];

		cr_expect(said(s->title) && said(s->line) && said(s->question) && said(s->about) &&
				  said(s->output),
			  "%s", s->id);
		for (size_t k = 0; k < s->nactivities; k++, n++) {
			cr_assert(lt(sz, n, COUNT(order)));
			expect_same(s->id, order[n].stage);
			expect_same(s->activities[k].id, order[n].activity);
		}
	}
	cr_expect(eq(sz, n, COUNT(order)));
}

Test(content, every_activity_guides_says_who_and_is_known_to_what_it_needs)
{
	for (size_t i = 0; i < COUNT(order); i++) {
		const struct activity *a = schema_activity(schema, order[i].activity, NULL);

		cr_assert(a != NULL, "%s", order[i].activity);
		cr_expect(said(a->title) && said(a->line) && said(a->about) && said(a->who) &&
				  said(a->produces) && said(a->source),
			  "%s", a->id);
		cr_expect(strlen(a->line) <= 44, "%s: the line is %zu long", a->id,
			  strlen(a->line));
		for (size_t k = 0; k < a->needs.n; k++) {
			const struct activity *before =
				schema_activity(schema, a->needs.v[k], NULL);

			cr_expect(before && names_have(&before->feeds, a->id),
				  "%s needs %s, which does not feed it", a->id, a->needs.v[k]);
		}
	}
}

/* Each activity needs only earlier ones, so there is always one to start with. */
Test(content, no_activity_waits_for_a_later_one)
{
	for (size_t i = 0; i < COUNT(order); i++) {
		const struct activity *a = schema_activity(schema, order[i].activity, NULL);

		for (size_t k = i; a && k < COUNT(order); k++)
			cr_expect(names_have(&a->needs, order[k].activity) == false,
				  "%s waits for %s", a->id, order[k].activity);
	}
}

Test(content, every_register_is_filled_in_an_activity_that_lists_it)
{
	for (size_t i = 0; i < schema->nregisters; i++) {
		const struct reg *r = &schema->registers[i];
		const struct activity *a =
			r->activity ? schema_activity(schema, r->activity, NULL) : NULL;

		if (r->kind == REG_REGISTER)
			cr_expect(a && names_have(&a->registers, r->id), "%s is not listed by %s",
				  r->id, r->activity ? r->activity : "any activity");
	}
}

/*
 * Self-assessment.
 */

static void expect_levels(const struct competency *c, const struct scale *scale)
{
	cr_assert(c->nlevels == 5, "%s has %zu levels", c->id, c->nlevels);
	for (size_t i = 0; i < c->nlevels; i++) {
		expect_same(c->levels[i].id, scale->levels[i].id);
		expect_same(c->levels[i].label, scale->levels[i].label);
		cr_expect(said(c->levels[i].text) &&
				  c->levels[i].text[strlen(c->levels[i].text) - 1] == '.',
			  "%s, level %s: a full sentence", c->id, c->levels[i].id);
	}
}

Test(content, eleven_competencies_show_what_each_level_looks_like)
{
	const struct assessment *a = schema_assessment(schema, "competencies");
	const struct scale *scale = schema_scale(schema, "levels");

	cr_assert(a != NULL);
	cr_assert(scale != NULL);
	cr_expect(eq(sz, scale->nlevels, 7));
	cr_expect(eq(sz, a->ncompetencies, 11));
	for (size_t i = 0; i < a->ncompetencies; i++) {
		const struct competency *c = &a->competencies[i];

		expect_levels(c, scale);
		cr_expect(said(c->meaning) && said(c->group) && said(c->evidence) &&
				  said(c->development),
			  "%s", c->id);
		cr_expect(c->basis == BASIS_OURS, "%s: its levels are ours", c->id);
		expect_part(c->source, "ours");
		cr_expect(c->nelements == (strcmp(c->id, "st-leadership") == 0 ? 4 : 0), "%s",
			  c->id);
	}
	expect_part(a->about, "our own");
	expect_part(a->privacy, "Only you");
}

Test(content, the_calendar_has_the_dates_of_the_statutory_guidance)
{
	size_t fixed = 0;

	for (size_t i = 0; i < schema->ndeadlines; i++) {
		const struct deadline *d = &schema->deadlines[i];

		cr_expect(said(d->title) && said(d->rule) && said(d->source), "%s", d->id);
		/* the triggers are stated; that half a year is time enough is ours */
		cr_expect(eq(int, d->basis == BASIS_STATED, strcmp(d->id, "plan-triggered") != 0),
			  "%s", d->id);
		if (strcmp(d->id, "annual-report") == 0) {
			cr_expect(d->month == 12 && d->day == 31 && d->years_after == 0);
			fixed++;
		}
		if (strcmp(d->id, "year-ends") == 0) {
			cr_expect(d->month == 3 && d->day == 31);
			fixed++;
		}
	}
	cr_expect(eq(sz, fixed, 2));
}
