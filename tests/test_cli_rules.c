/* SPDX-License-Identifier: ISC */
/*
 * What bad answers get, as a table, through the commands that people use.
 *
 * The same rules hold on the screens; core's tests hold them one by one.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bad_answers.h"
#include "core/store/keys.h"
#include "lib_dir.h"
#include "lib_run.h"
#include "same.h"

static char *scratch, *data;
static struct run in;

static void make_sample(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
}

static void drop_scratch(void)
{
	dir_drop(scratch);
	free(data);
}

TestSuite(cli_rules, .init = make_sample, .fini = drop_scratch, .timeout = 120);

enum { MOST_WORDS = 20 };

#define AN_ACTION \
	"what=Open the door", "duty=plan", "measure=doors", "target=1", "owner_partner=PA-01", \
		"accountable_role=Manager"
#define A_READING "indicator=IN-01", "geography=east", "status=final"
#define A_DECISION \
	"title=Test", "outcomes=OU-06", "lead=PA-01", "rationale=r", "funding_certainty=bid"
#define FEEDBACK "from=families", "how=group", "date=3 6 2025", "says=s"
#define AN_ASSESSMENT \
	"outcome=OU-01", "status=achieved", "priority_reason=r", "agreed_on=3 6 2025", \
		"priority=yes"
#define A_NEED \
	"group=g", "need_statement=n", "domain=housing", "outcomes=OU-06", "severity=high", \
		"prevalence=low", "trend=stable"

/* What is refused: the words of a command and a part of what it says. */
static const struct {
	const char *what, *says;
	const char *words[MOST_WORDS];
} refused[] = {
	{ "due before start",
	  "on or after the start date",
	  { "add", "actions", AN_ACTION, "start=1 6 2026", "due=1 5 2026" } },
	{ "owner missing", "owner (partner)", { "set", "AC-02", "owner_partner=" } },
	{ "owner's role missing", "owner (role)", { "set", "AC-02", "accountable_role=" } },
	{ "overlapping readings",
	  "part of this period",
	  { "add", "readings", "indicator=IN-01", "status=final", "geography=partnership",
	    "period=1 January 2025 to 30 June 2025", "value=3" } },
	{ "two final readings for one period",
	  "already",
	  { "add", "readings", "indicator=IN-01", "status=final", "geography=partnership",
	    "period=1 April 2024 to 31 March 2025", "value=3" } },
	{ "out of nothing",
	  "1 or more",
	  { "add", "readings", A_READING, "period=1 4 2024 to 31 3 2025", "value=3", "numerator=1",
	    "denominator=0" } },
	{ "out of how many is not said",
	  "out of how many",
	  { "add", "readings", A_READING, "period=1 4 2024 to 31 3 2025", "value=3",
	    "numerator=1" } },
	{ "more than there are",
	  "at most",
	  { "add", "readings", A_READING, "period=1 4 2024 to 31 3 2025", "value=3", "numerator=9",
	    "denominator=3" } },
	{ "reading in the future",
	  "today or earlier",
	  { "add", "readings", A_READING, "period=1 4 2025 to 31 3 2026", "value=3" } },
	{ "reading without value or reason",
	  "why there is none",
	  { "add", "readings", A_READING, "period=1 4 2024 to 31 3 2025" } },
	{ "nothing of that id",
	  "NE-99",
	  { "add", "coverage", "need=NE-99", "service=SV-05", "fit=part" } },
	{ "another register's id",
	  "SV-05",
	  { "add", "coverage", "need=SV-05", "service=SV-05", "fit=part" } },
	{ "create without a gap", "gap", { "add", "decisions", "type=create", A_DECISION } },
	{ "create about a service",
	  "leave the service blank",
	  { "add", "decisions", "type=create", A_DECISION, "gap=GA-01", "gaps=GA-01",
	    "service=SV-01" } },
	{ "neither service nor gap",
	  "service or the gap",
	  { "add", "decisions", "type=continue", A_DECISION, "gaps=GA-01" } },
	{ "reduce without what it means for people",
	  "means for people",
	  { "add", "decisions", "type=reduce", A_DECISION, "service=SV-01" } },
	{ "agreed, and nobody decided it",
	  "decided by",
	  { "add", "decisions", "type=continue", A_DECISION, "service=SV-01", "state=agreed" } },
	{ "money below nothing", "from 0 to", { "set", "RE-01", "amount=-5" } },
	{ "money with its unit", "pounds alone", { "set", "RE-01", "amount=GBP 1,000" } },
	{ "money with three decimals", "pounds", { "set", "RE-01", "amount=1.005" } },
	{ "money that is too much", "999,999,999.99", { "set", "RE-01", "amount=1000000000" } },
	{ "a year long gone", "1900 to 2199", { "set", "RE-01", "available_from=1899-12-31" } },
	{ "no such day", "date", { "set", "AC-02", "due=30 February 2026" } },
	{ "no date at all", "date", { "set", "AC-02", "due=soonish" } },
	{ "end before start", "after", { "set", "OP-01", "period=1 4 2026 to 31 3 2025" } },
	{ "over a hundred per cent", "100", { "set", "AC-02", "progress=101" } },
	{ "half a person", "whole number", { "set", "SV-01", "places=1.5" } },
	{ "a number in words", "number", { "set", "SV-01", "places=a dozen" } },
	{ "a word that is no choice", "Choose one of these", { "set", "NE-01", "severity=dire" } },
	{ "no web address", "address", { "set", "EV-01", "url=javascript:alert(1)" } },
	{ "a year that is no reporting year",
	  "year",
	  { "add", "assessments", AN_ASSESSMENT, "year=2024-26" } },
	{ "an assessment of that year is there",
	  "already",
	  { "add", "assessments", AN_ASSESSMENT, "year=2024-25" } },
	{ "a priority without reason",
	  "reason",
	  { "add", "assessments", "outcome=OU-01", "status=achieved", "agreed_on=3 6 2025",
	    "year=2025-26", "priority=yes" } },
	{ "feedback without consent", "onsent", { "add", "feedback", FEEDBACK } },
	{ "feedback in the future",
	  "today or earlier",
	  { "add", "feedback", "from=families", "how=group", "date=3 6 2026", "says=s",
	    "consent=given" } },
	{ "a title that is there",
	  "already",
	  { "add", "needs", A_NEED, "title=People need earlier help with alcohol" } },
	{ "a pair that is there",
	  "already",
	  { "add", "coverage", "need=NE-01", "service=SV-09", "fit=full" } },
	{ "outstanding without a new date", "evised", { "set", "AC-02", "status=outstanding" } },
	{ "closed without saying why", "closed", { "set", "RI-01", "state=closed" } },
	{ "waiting for itself",
	  "cannot be this entry itself",
	  { "set", "AC-02", "depends_on=AC-02" } },
	{ "required left blank", "what they need", { "set", "NE-01", "need_statement=" } },
	{ "not needed without saying why",
	  "why it is not needed",
	  { "answer", "res-people", "state=not_needed" } },
	{ "accepted tomorrow", "today or earlier", { "set", "AC-02", "accepted_on=21 11 2025" } },
	{ "a new date without a reason",
	  "reason",
	  { "set", "AC-02", "status=outstanding", "revised=revised_due=30 1 2026" } },
	{ "late, and no new date", "revised date", { "set", "AC-02", "status=outstanding" } },
	{ "an update that is changed",
	  "kept as they were",
	  { "set", "AC-01", "updates.1=on=2025-06-01; says=It was never open" } },
	{ "a risk of tomorrow", "today or earlier", { "set", "RI-01", "raised_on=21 11 2025" } },
	{ "a risk due before it was raised",
	  "on or after raised on",
	  { "set", "RI-01", "raised_on=3 6 2025", "due=1 6 2025" } },
	{ "a risk closed without a reason",
	  "why it was closed",
	  { "set", "RI-01", "state=closed" } },
	{ "a risk without a likelihood", "likelihood", { "set", "RI-01", "likelihood=" } },
	{ "a likelihood of 6", "1 to 5", { "set", "RI-01", "likelihood=6" } },
	{ "a talk of tomorrow", "today or earlier", { "set", "RL-01", "last_contact=21 11 2025" } },
	{ "the next talk before the last",
	  "on or after the last contact",
	  { "set", "RL-01", "last_contact=3 6 2025", "next_contact=1 6 2025" } },
	{ "told before it was said",
	  "on or after the date",
	  { "set", "FB-01", "told_back=1 1 2025" } },
	{ "told tomorrow", "today or earlier", { "set", "FB-01", "told_back=21 11 2025" } },
	{ "feedback without consent", "consent", { "set", "FB-01", "consent=" } },
	{ "quoted without consent",
	  "gave consent",
	  { "set", "FB-01", "consent=not needed", "quote_ok=yes" } },
	{ "participation of nobody", "which group", { "set", "PT-07", "who=", "who_text=" } },
	{ "participation without influence", "what it changed", { "set", "PT-01", "influence=" } },
	{ "participation of tomorrow", "today or earlier", { "set", "PT-01", "date=21 11 2025" } },
	{ "shared tomorrow", "today or earlier", { "set", "LE-01", "shared_on=21 11 2025" } },
	{ "text in two lines where one fits", "", { "set", "NE-01", "group=" } },
};

static char *everything(void)
{
	return run_ok(&in, "export", "--json", "--with-restricted");
}

Test(cli_rules, what_breaks_a_rule_is_refused_with_a_sentence_and_changes_nothing)
{
	char *before = everything(), *after;

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct ran ran = run_words(&in, refused[i].words);

		cr_expect(ran.status == 6, "%s: ended with %d: %s", refused[i].what, ran.status,
			  ran.err);
		cr_expect(strncmp(ran.err, "cairn: ", 7) == 0, "%s: said %s", refused[i].what,
			  ran.err);
		cr_expect(strstr(ran.err, refused[i].says) != NULL, "%s: no '%s' in %s",
			  refused[i].what, refused[i].says, ran.err);
		ran_clear(&ran);
	}
	after = everything();
	cr_expect(strcmp(before, after) == 0, "something was stored all the same");
	free(before);
	free(after);
}

/* The answers that test_form_rules gives on the screens and in conversation. */
Test(cli_rules, a_bad_answer_gets_the_same_sentence_as_on_the_screens)
{
	char *before, *after;

	for (size_t i = 0; i < sizeof(before_bad_answers) / sizeof(before_bad_answers[0]); i++) {
		char id[49], word[80];

		id_shown(before_bad_answers[i].id, id);
		snprintf(word, sizeof(word), "%s=%s", before_bad_answers[i].field,
			 before_bad_answers[i].stored);
		free(run_ok(&in, "set", id, word));
	}
	before = everything();
	for (size_t i = 0; i < BAD_ANSWERS; i++) {
		char id[49], word[160];

		id_shown(bad_answers[i].id, id);
		snprintf(word, sizeof(word), "%s=%s", bad_answers[i].field, bad_answers[i].typed);
		run_refused(&in, bad_answers[i].says, "set", id, word, "--reason", "a test");
	}
	after = everything();
	cr_expect(strcmp(before, after) == 0, "something was stored all the same");
	free(before);
	free(after);
}

static const char *run_before(const struct odd_answer *odd, const char *id)
{
	for (size_t k = 0; k < 4 && odd->before[k]; k += 2) {
		char word[160];

		snprintf(word, sizeof(word), "%s=%s", odd->before[k], odd->before[k + 1]);
		free(run_ok(&in, "set", id, word));
	}
	return id;
}

/* The answers that test_form_rules gives on the screens and in conversation. */
Test(cli_rules, an_odd_answer_gets_the_same_remark_as_on_the_screens)
{
	for (size_t i = 0; i < ODD_ANSWERS; i++) {
		const struct odd_answer *odd = &odd_answers[i];
		char id[49], word[160];
		struct ran ran;

		id_shown(odd->id, id);
		snprintf(word, sizeof(word), "%s=%s", odd->field, odd->typed);
		ran = run_it(&in, "set", run_before(odd, id), word);
		cr_expect(ran.status == 0 && strstr(ran.err, "worth a look") &&
				  strstr(ran.err, odd->says),
			  "%s %s: %d, no '%s' in %s", id, word, ran.status, odd->says, ran.err);
		ran_clear(&ran);
	}
}

/* What is saved, with a remark. */
static const struct {
	const char *what, *says;
	const char *words[MOST_WORDS];
} warned[] = {
	{ "complete without an update", "what was done", { "set", "AC-02", "status=complete" } },
	{ "due outside the cycle", "outside this cycle", { "set", "AC-02", "due=2040-01-01" } },
	{ "a need nobody judged", "Not judged yet", { "add", "needs", A_NEED, "title=New" } },
	{ "a value twice the last",
	  "more than half",
	  { "add", "readings", "indicator=IN-01", "geography=partnership", "status=provisional",
	    "period=1 4 2025 to 30 9 2025", "value=9000" } },
	{ "a new date before the old one",
	  "takes the place of",
	  { "set", "AC-05", "revised=revised_due=1 10 2025; reason=Sooner" } },
	{ "nobody came and nothing was tried",
	  "what was tried",
	  { "set", "PT-07", "numbers=0", "reasonable_efforts=" } },
	{ "told back and nothing changed",
	  "nothing is noted that changed",
	  { "set", "FB-02", "what_changed=", "told_back=1 6 2025" } },
	{ "shared with nobody", "with whom", { "set", "LE-01", "shared_on=1 6 2025" } },
	{ "shared and not to be shared",
	  "not marked",
	  { "set", "LE-02", "shareable=no", "shared_on=1 6 2025" } },
	{ "half a year without a talk",
	  "last 6 months",
	  { "set", "RL-01", "last_contact=1 1 2025" } },
	{ "a risk past its day", "", { "set", "RI-01", "raised_on=1 1 2025", "due=1 6 2025" } },
	{ "consent unknown", "Ask whether", { "add", "feedback", FEEDBACK, "consent=unknown" } },
	{ "a birth date", "date of birth", { "set", "NE-03", "notes=Born on 3 May 1984" } },
};

Test(cli_rules, what_looks_odd_is_saved_with_a_remark)
{
	for (size_t i = 0; i < sizeof(warned) / sizeof(warned[0]); i++) {
		struct ran ran = run_words(&in, warned[i].words);

		cr_expect(ran.status == 0, "%s: ended with %d: %s", warned[i].what, ran.status,
			  ran.err);
		cr_expect(strstr(ran.err, "worth a look") && strstr(ran.err, warned[i].says),
			  "%s: no '%s' in %s", warned[i].what, warned[i].says, ran.err);
		ran_clear(&ran);
	}
}

Test(cli_rules, more_than_four_thousand_characters_are_too_many_and_four_thousand_are_not)
{
	char *word = malloc(9000), *shown;
	size_t n = (size_t)sprintf(word, "notes=");

	/* characters are counted, not bytes */
	for (int i = 0; i < 4000; i++)
		n += (size_t)sprintf(word + n, "\xc3\xa0");
	free(run_ok(&in, "set", "NE-01", word));
	shown = run_ok(&in, "show", "NE-01");
	cr_expect(strstr(shown, word + strlen("notes=")) != NULL);
	free(shown);
	strcpy(word + n, "x");
	run_no(&in, 6, "4,000", "set", "NE-01", word);
	free(word);
}

Test(cli_rules, actions_that_would_wait_for_each_other_are_named)
{
	free(run_ok(&in, "set", "AC-05", "depends_on=AC-01"));
	run_refused(&in, "AC-01 waits for AC-05, which waits for AC-01", "set", "AC-01",
		    "depends_on=AC-05");
}

Test(cli_rules, what_is_archived_is_not_chosen_anew)
{
	free(run_ok(&in, "archive", "EV-08"));
	run_refused(&in, "EV-08 is archived; restore it", "set", "SV-01", "evidence=EV-08");
}

Test(cli_rules, a_reading_that_is_revised_keeps_the_old_one)
{
	char *out;

	free(run_ok(&in, "add", "readings", "indicator=IN-01", "geography=partnership",
		    "status=revised", "period=1 4 2024 to 31 3 2025", "value=76"));
	out = run_ok(&in, "list", "readings");
	expect_part(out, "Value: 74; Status: Final");
	expect_part(out, "Value: 76; Status: Revised");
	free(out);
}

Test(cli_rules, a_final_plan_waits_for_every_national_outcome)
{
	struct ran ran;

	free(run_ok(&in, "archive", "OA-05"));
	ran = run_it(&in, "export", "--md", "--report", "cjoip");
	cr_expect(eq(int, ran.status, 0));
	expect_part(ran.err,
		    "OU-05 \"ndo-5, More people have access to, and continuity of, health and "
		    "social care following release from a prison sentence\": This national "
		    "outcome has not been assessed");
	ran_clear(&ran);
	run_refused(&in, "OU-05", "export", "--md", "--report", "cjoip", "--final");
}

Test(cli_rules, a_line_of_121_characters_is_too_long)
{
	char word[160] = "title=";

	memset(word + 6, 'a', 120);
	free(run_ok(&in, "set", "NE-01", word));
	word[126] = 'a';
	run_no(&in, 6, "120", "set", "NE-01", word);
}

/* Control, direction and hidden characters are taken out, and how many is said. */
Test(cli_rules, hostile_text_is_stored_clean)
{
	static const struct {
		const char *typed, *stored;
	} bad[] = {
		{ "a\033[31mred", "a[31mred" },
		{ "a\xe2\x80\xae"
		  "b",
		  "ab" },
		{ "a\xe2\x80\x8b"
		  "b",
		  "ab" },
		{ "a\xc2\x85"
		  "b",
		  "ab" },
		{ "a\xef\xbb\xbf"
		  "b",
		  "ab" },
		{ "a\xf3\xa0\x81\x81"
		  "b",
		  "ab" },
		{ "a\x7f"
		  "b",
		  "ab" },
		{ "e\xcc\x80", "\xc3\xa8" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char word[64], line[64], *shown;

		snprintf(word, sizeof(word), "group=%s", bad[i].typed);
		snprintf(line, sizeof(line), "  group: %s\n", bad[i].stored);
		free(run_ok(&in, "set", "NE-01", word));
		shown = run_ok(&in, "show", "NE-01");
		cr_expect(strstr(shown, line) != NULL, "%zu: %s", i, shown);
		free(shown);
	}
	run_no(&in, 6, "UTF-8", "set", "NE-01", "group=a\xff\xfe");
}

/* A register's export can go to a spreadsheet without anything in it being run. */
Test(cli_rules, formulas_leave_as_text)
{
	static const char *const cells[] = { "=1+1", "+1+1", "-1+1", "@sum", " =1+1" };

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		char word[40], bare[40], *csv;

		snprintf(word, sizeof(word), "group=%s", cells[i]);
		snprintf(bare, sizeof(bare), ",%s,", cells[i]);
		free(run_ok(&in, "set", "NE-01", word));
		csv = run_ok(&in, "export", "needs", "--csv");
		cr_expect(strstr(csv, bare) == NULL, "'%s' stands as it is", cells[i]);
		free(csv);
	}
}

/* What a final plan still lacks is told in the report, and never stops the work. */
Test(cli_rules, a_plan_says_what_it_lacks_before_it_is_final)
{
	struct ran ran;

	free(run_ok(&in, "add", "outcomes", "code=local-9", "set=local", "text=Fewer evictions",
		    "local_reason=Asked for"));
	ran = run_it(&in, "export", "--md", "--report", "cjoip");
	cr_expect(eq(int, ran.status, 0));
	expect_part(ran.err,
		    "OU-10 \"local-9, Fewer evictions\": This local outcome has no indicator");
	cr_expect(strstr(ran.out, "Fewer evictions") != NULL);
	ran_clear(&ran);
	run_refused(&in, "OU-10", "export", "--md", "--report", "cjoip", "--final");
	free(run_ok(&in, "add", "indicators", "name=Evictions", "outcome=OU-10", "set=local",
		    "kind=count", "direction=down is good", "definition=d", "data_source=s",
		    "frequency=annual"));
	free(run_ok(&in, "export", "--md", "--report", "cjoip", "--final"));
}
