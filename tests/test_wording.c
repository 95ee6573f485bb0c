/* SPDX-License-Identifier: ISC */
/* The shipped pack in the words we agreed: each text a person may read goes through one visitor. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/base/mem.h"
#include "lib_shipped.h"
#include "same.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct schema *schema;

static void read_pack(void)
{
	schema = shipped_open();
}

TestSuite(wording, .init = read_pack, .fini = shipped_close, .timeout = 30);

struct visit {
	void (*see)(const struct visit *v, const char *id, const char *text);
	const struct names *short_forms;
	bool sources; /* sources too */
};

static void see(const struct visit *v, const char *id, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (texts[i])
			v->see(v, id ? id : "", texts[i]);
}
#define SEE(v, id, ...) \
	see(v, id, (const char *const[]){ __VA_ARGS__ }, \
	    COUNT(((const char *const[]){ __VA_ARGS__ })))
#define FROM(v, x) ((v)->sources ? (x)->source : NULL)

static void visit_stages(const struct visit *v)
{
	for (size_t i = 0; i < schema->nstages; i++) {
		const struct stage *s = &schema->stages[i];

		SEE(v, s->id, s->title, s->line, s->question, s->about, s->output, FROM(v, s));
		for (size_t k = 0; k < s->nactivities; k++) {
			const struct activity *a = &s->activities[k];

			SEE(v, a->id, a->title, a->line, a->about, a->who, a->produces, FROM(v, a));
		}
	}
}

static void visit_checklists(const struct visit *v)
{
	for (size_t i = 0; i < schema->nchecklists; i++) {
		const struct checklist *c = &schema->checklists[i];

		SEE(v, c->id, c->title, c->about, c->recommended_by, c->status, FROM(v, c));
		for (size_t k = 0; k < c->nitems; k++) {
			const struct item *t = &c->items[k];

			SEE(v, t->id, t->text, t->why, t->good, t->evidence, t->ask, FROM(v, t));
		}
	}
	for (size_t i = 0; i < schema->nquestion_sets; i++) {
		const struct question_set *s = &schema->question_sets[i];

		SEE(v, s->id, s->title, s->about, FROM(v, s));
		for (size_t k = 0; k < s->nquestions; k++) {
			const struct question *q = &s->questions[k];

			SEE(v, q->id, q->text, q->hint, q->why, q->fills, FROM(v, q));
		}
	}
}

static void visit_fields(const struct visit *v, const struct field *f, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		SEE(v, f[i].id, f[i].label, f[i].hint, f[i].example, f[i].unit, f[i].section,
		    FROM(v, &f[i]));
		for (size_t k = 0; k < f[i].noptions; k++)
			SEE(v, f[i].id, f[i].options[k].label, f[i].options[k].hint);
		visit_fields(v, f[i].fields, f[i].nfields);
	}
}

static void visit_registers(const struct visit *v)
{
	for (size_t i = 0; i < schema->nregisters; i++) {
		const struct reg *r = &schema->registers[i];

		SEE(v, r->id, r->title, r->one, r->about, FROM(v, r));
		visit_fields(v, r->fields, r->nfields);
		for (size_t k = 0; k < r->nrules; k++)
			SEE(v, r->id, r->rules[k].say, FROM(v, &r->rules[k]));
		for (size_t k = 0; k < r->nstarters; k++)
			for (size_t m = 0; m < r->starters[k].nvalues; m++)
				if (strcmp(r->starters[k].values[m].name, "source") != 0)
					SEE(v, r->id, r->starters[k].values[m].text);
	}
}

static void visit_scales(const struct visit *v)
{
	for (size_t i = 0; i < schema->nscales; i++) {
		const struct scale *s = &schema->scales[i];

		SEE(v, s->id, s->title, s->about, FROM(v, s));
		for (size_t k = 0; k < s->nlevels; k++)
			SEE(v, s->id, s->levels[k].label, s->levels[k].text);
	}
	for (size_t i = 0; i < schema->nassessments; i++) {
		const struct assessment *a = &schema->assessments[i];

		SEE(v, a->id, a->title, a->about, a->privacy, a->rule, FROM(v, a));
		for (size_t k = 0; k < a->ncompetencies; k++) {
			const struct competency *c = &a->competencies[k];

			SEE(v, c->id, c->title, c->group, c->meaning, c->evidence, c->development,
			    c->note, FROM(v, c));
			for (size_t m = 0; m < c->nlevels; m++)
				SEE(v, c->id, c->levels[m].text);
			for (size_t m = 0; m < c->nelements; m++)
				SEE(v, c->id, c->elements[m].label, c->elements[m].hint);
			see(v, c->id, c->outputs.v, c->outputs.n);
		}
	}
}

static void visit_lists(const struct visit *v)
{
	for (size_t i = 0; i < schema->ndeadlines; i++)
		SEE(v, schema->deadlines[i].id, schema->deadlines[i].title,
		    schema->deadlines[i].rule, FROM(v, &schema->deadlines[i]));
	for (size_t i = 0; i < schema->nterms; i++)
		SEE(v, schema->terms[i].id, schema->terms[i].word, schema->terms[i].full,
		    schema->terms[i].meaning, FROM(v, &schema->terms[i]));
	for (size_t i = 0; i < schema->nreports; i++) {
		const struct report *r = &schema->reports[i];

		SEE(v, r->id, r->title, r->about, FROM(v, r));
		for (size_t k = 0; k < r->nsections; k++)
			SEE(v, r->id, r->sections[k].title, r->sections[k].text,
			    r->sections[k].empty);
	}
	for (size_t i = 0; i < schema->npacks; i++)
		SEE(v, schema->packs[i].id, schema->packs[i].title, schema->packs[i].by,
		    FROM(v, &schema->packs[i]));
}

static void visit_samples(const struct visit *v)
{
	for (size_t i = 0; i < schema->nsamples; i++) {
		const struct sample *s = &schema->samples[i];

		SEE(v, s->id, s->title, s->marked);
		for (size_t k = 0; k < s->nrows; k++)
			for (size_t m = 0; m < s->rows[k].nvalues; m++)
				SEE(v, s->rows[k].id, s->rows[k].values[m].text);
	}
}

static void visit_all(const struct visit *v)
{
	visit_stages(v);
	visit_checklists(v);
	visit_registers(v);
	visit_scales(v);
	visit_lists(v);
}

/* The next run of letters and digits in *at, copied to out; false at the end. */
static bool next_word(const char **at, char *out, size_t size)
{
	const char *s = *at;
	size_t n = 0;

	while (*s && !isalnum((unsigned char)*s))
		s++;
	for (; isalnum((unsigned char)*s); s++)
		if (n + 1 < size)
			out[n++] = *s;
	out[n] = '\0';
	*at = s;
	return n > 0;
}

/* Never on screen, and labels that are not for people. */
static const char *const banned[] = {
	"offender", "offenders", "please",    "sorry",    "valid",       "invalid",
	"illegal",  "forbidden", "oops",      "database", "transaction", "transactions",
	"commit",   "commits",   "committed", "sync",     "uid",         "lock",
	"locks",    "locked",    "YAML",      "LMDB",     "null",
};

/* The name of a data set cannot be changed. */
static const char official_name[] = "Scottish Offenders Index";

static void expect_no_banned_word(const struct visit *v, const char *id, const char *text)
{
	char word[64];

	(void)v;
	if (strcmp(text, official_name) == 0)
		return;
	expect_none(text, "record ID");
	while (next_word(&text, word, sizeof(word)))
		for (size_t i = 0; i < COUNT(banned); i++)
			cr_expect(strcasecmp(word, banned[i]) != 0, "%s says '%s'", id, word);
}

Test(wording, no_text_uses_a_word_that_we_agreed_not_to_use)
{
	struct visit v = { .see = expect_no_banned_word };

	visit_all(&v);
	visit_samples(&v);
}

/* Two capitals or more and no small letter: a short form, or shouting. */
static bool is_capitals(const char *word)
{
	size_t capitals = 0;

	for (; *word; word++) {
		if (islower((unsigned char)*word))
			return false;
		capitals += isupper((unsigned char)*word) != 0;
	}
	return capitals > 1;
}

static void expect_known_short_form(const struct visit *v, const char *id, const char *text)
{
	char word[64];

	while (next_word(&text, word, sizeof(word)))
		cr_expect(is_capitals(word) == false || names_have(v->short_forms, word),
			  "%s says '%s', which the glossary does not explain", id, word);
}

Test(wording, the_glossary_explains_every_short_form_and_every_code_of_a_source)
{
	struct arena *arena = arena_new();
	const char *known[512];
	struct names short_forms = { .v = known };
	struct visit v = { .see = expect_known_short_form,
			   .short_forms = &short_forms,
			   .sources = true };

	for (size_t i = 0; i < schema->nterms; i++) {
		const char *at = schema->terms[i].word;
		char word[64];

		while (short_forms.n < COUNT(known) && next_word(&at, word, sizeof(word)))
			if (is_capitals(word))
				known[short_forms.n++] = arena_str(arena, word);
	}
	cr_expect(gt(sz, short_forms.n, 70));
	visit_all(&v);
	arena_free(arena);
}

/* Short forms are for sources; the room reads whole words. */
static void expect_no_short_form(const struct visit *v, const char *id, const char *text)
{
	char word[64];

	(void)v;
	while (next_word(&text, word, sizeof(word)))
		cr_expect(is_capitals(word) == false || strcmp(word, "SMART") == 0,
			  "%s says '%s'; write it out", id, word);
}

Test(wording, lines_questions_and_guidance_write_short_forms_out)
{
	struct visit v = { .see = expect_no_short_form };

	visit_stages(&v);
	for (size_t i = 0; i < schema->nchecklists; i++)
		for (size_t k = 0; k < schema->checklists[i].nitems; k++) {
			const struct item *t = &schema->checklists[i].items[k];

			SEE(&v, t->id, t->text, t->why, t->good, t->evidence, t->ask);
		}
	for (size_t i = 0; i < schema->nquestion_sets; i++)
		for (size_t k = 0; k < schema->question_sets[i].nquestions; k++) {
			const struct question *q = &schema->question_sets[i].questions[k];

			SEE(&v, q->id, q->text, q->hint, q->why, q->fills);
		}
}

Test(wording, a_short_form_with_two_meanings_is_written_in_full_in_both)
{
	const char *const full[] = { "Skills Development Scotland",
				     "structured deferred sentence" };
	size_t found[COUNT(full)] = { 0 };

	for (size_t i = 0; i < schema->nterms; i++)
		for (size_t k = 0; k < COUNT(full); k++)
			if (strncmp(schema->terms[i].word, "SDS", 3) == 0 &&
			    strstr(schema->terms[i].word, full[k])) {
				found[k]++;
				expect_part(schema->terms[i].meaning, "write the name in full");
				expect_part(schema->terms[i].meaning, full[1 - k]);
			}
	cr_expect(eq(sz, found[0], 1));
	cr_expect(eq(sz, found[1], 1));
}
