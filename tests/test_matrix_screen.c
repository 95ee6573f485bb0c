/* SPDX-License-Identifier: ISC */
/* What a person does in a matrix: judges, says why, makes a gap, filters, meets somebody else. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdlib.h>
#include <string.h>

#include "../core/base/file.h"
#include "core/out/export.h"
#include "core/plan/matrix.h"
#include "tests/lib_dir.h"
#include "tests/lib_world.h"
#include "tests/same.h"

static struct world *w;

static void open_sample(void)
{
	w = world_open();
}

static void shut(void)
{
	world_close(w);
}

TestSuite(matrix_screen, .init = open_sample, .fini = shut, .timeout = 60);

static void open_matrix(void)
{
	world_show(w, 24, 80, "matrix", "coverage", NULL, NULL);
}

/* What is saved of a pair: the option's label, or "-". */
static const char *saved_fit(const char *need, const char *service)
{
	const struct session *s = &w->app.session;
	struct err err = { 0 };
	struct matrix m;
	int fit;

	cr_assert(
		eq(int,
		   matrix_load(s, schema_view(s->schema, "coverage"), NULL, w->app.arena, &m, &err),
		   RC_OK),
		"%s", err.text);
	fit = matrix_fit(&m, matrix_find_row(&m, need), matrix_find_column(&m, service));
	return fit < 0 ? "-" : m.value->options[fit].label;
}

static bool shows(const char *text)
{
	bool has = world_has(w, text);

	if (!has)
		cr_log_warn("%s", world_text(w));
	return has;
}

Test(matrix_screen, a_digit_judges_at_once_and_undo_takes_it_back)
{
	open_matrix();
	world_press(w, "3");
	cr_expect(shows("custo>Full"));
	cr_expect(shows("169 of 192 not judged"));
	expect_same(saved_fit("ne-000001", "sv-000001"), "Full");
	world_press(w, "1");
	expect_same(saved_fit("ne-000001", "sv-000001"), "None");
	cr_expect(shows("custo>None"));
	world_press(w, "u u");
	expect_same(saved_fit("ne-000001", "sv-000001"), "-");
	cr_expect(shows("170 of 192 not judged"));
	world_press(w, "2");
	expect_same(saved_fit("ne-000001", "sv-000001"), "Part");
}

Test(matrix_screen, a_digit_without_an_answer_says_so)
{
	open_matrix();
	world_press(w, "7");
	cr_expect(shows("There is no answer 7 here."));
}

Test(matrix_screen, delete_takes_a_judgement_out)
{
	open_matrix();
	world_press(w, "Down Down Right Delete");
	expect_same(saved_fit("ne-000003", "sv-000002"), "-");
	cr_expect(shows("taken out"));
	world_press(w, "Delete");
	cr_expect(shows("This has not been judged."));
}

Test(matrix_screen, enter_shows_whole_names_and_again_opens_the_square)
{
	open_matrix();
	world_press(w, "Down Down Right Enter");
	cr_expect(shows("People in police custody need support; Custody peer mentoring: Part."));
	world_press(w, "Enter");
	cr_expect(shows("Why (optional)"));
	ui_test_resize(w->ui, 60, 80);
	cr_expect(shows("Evidence"));
	cr_expect(shows("History of this judgement"));
	world_press(w, "Esc");
	cr_expect(shows("Needs by services"));
}

Test(matrix_screen, the_evidence_of_a_square_does_not_say_its_need_again)
{
	world_show(w, 60, 80, "matrix-cell", "coverage", "ne-000001", "sv-000009");
	cr_expect(shows("Figures: 37, homeless applications a year"), "%s", world_text(w));
	cr_expect(shows("Feedback: People using services, Group, 18 February 2025"), "%s",
		  world_text(w));
}

Test(matrix_screen, e_asks_why_and_the_reason_is_kept)
{
	open_matrix();
	world_press(w, "Down Down Right e ' Shifts cost too much.'");
	cr_assert(world_go(w, "Save"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(shows("Needs by services"));
	world_press(w, "g");
	cr_expect(shows("weekends. Shifts cost too much."), "the reason is read again");
	expect_same(saved_fit("ne-000003", "sv-000002"), "Part");
}

Test(matrix_screen, a_square_that_was_not_judged_is_judged_where_it_is_opened)
{
	open_matrix();
	world_press(w, "e");
	cr_expect(shows("Not judged"));
	world_press(w, "2");
	expect_same(saved_fit("ne-000001", "sv-000001"), "Part");
	cr_expect(shows("Why (optional)"));
}

Test(matrix_screen, a_reason_typed_while_somebody_takes_the_judgement_out_is_a_draft)
{
	struct session jo = world_other(w, "jo", "Jo");
	struct err err = { 0 };
	struct matrix m;

	open_matrix();
	world_press(w, "Down Down Right e ' Shifts cost too much'");
	cr_assert(eq(
		int,
		matrix_load(&jo, schema_view(jo.schema, "coverage"), NULL, w->app.arena, &m, &err),
		RC_OK));
	cr_assert(eq(int,
		     matrix_unjudge(&jo, &m, matrix_find_row(&m, "ne-000003"),
				    matrix_find_column(&m, "sv-000002"), &err),
		     RC_OK));
	world_press(w, "'.'");
	cr_expect(shows("Jo deleted this"));
	cr_expect(shows("Not judged"));
	world_show(w, 24, 80, "drafts", NULL, NULL, NULL);
	cr_expect(shows("Shifts cost too much"));
}

static size_t gaps(void)
{
	return list_count(&w->app.session, schema_reg(w->app.session.schema, "gaps"), LIFE_ALL);
}

Test(matrix_screen, a_gap_is_made_in_two_keys)
{
	const struct session *s = &w->app.session;
	struct record r;
	size_t before = gaps();

	open_matrix();
	world_press(w, "Down Down n");
	cr_expect(shows("Save this gap"));
	cr_expect(eq(sz, gaps(), before), "nothing is saved before it is checked");
	world_press(w, "Enter");
	cr_assert(eq(sz, gaps(), before + 1), "%s", world_text(w));
	cr_assert(eq(int, record_find(s, "GA-12", w->app.arena, &r, NULL), RC_OK));
	expect_same(r.title, "People in police custody need support");
	expect_same(record_text(&r, "need"), "ne-000003");
	expect_same(record_text(&r, "type"), "too little");
	expect_same(record_text(&r, "services"), "sv-000002");
	expect_same(record_text(&r, "impact"), "not known");
	expect_same(record_text(&r, "life"), "live");
}

/* On one page it begins with what is still to be answered, not with its end. */
static void gap_on_one_page(int rows, int cols)
{
	store_note_put(w->app.session.store, w->pid, "coord", "form-view", "whole", NULL);
	world_show(w, rows, cols, "matrix", "coverage", NULL, NULL);
	world_press(w, "Down Down n");
	cr_expect(shows("> not known"));
	cr_expect(shows("Size"));
	cr_expect(not(world_has(w, "Save this gap")));
	cr_expect(not(world_has(w, "There is a problem")));
}

Test(matrix_screen, a_gap_on_one_page_opens_at_the_first_question_to_fill)
{
	gap_on_one_page(24, 80);
}

Test(matrix_screen, also_on_the_smallest_screen)
{
	gap_on_one_page(12, 40);
}

Test(matrix_screen, a_gap_that_was_only_looked_at_leaves_nothing_behind)
{
	open_matrix();
	world_press(w, "n Esc");
	cr_expect(shows("Needs by services"), "%s", world_text(w));
	world_press(w, "Down Down n");
	cr_expect(not(world_has(w, "not saved yet")), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(shows("People in police custody need support"), "%s", world_text(w));
	cr_expect(shows("Saved as GA-12."), "%s", world_text(w));
}

Test(matrix_screen, a_gap_that_was_begun_is_shown_and_not_mixed_with_another)
{
	open_matrix();
	world_press(w, "n");
	cr_assert(world_go(w, "Size"), "%s", world_text(w));
	world_press(w, "Enter End 'eight people' Esc Esc Esc Esc");
	open_matrix();
	world_press(w, "Down Down n");
	cr_expect(shows("not saved yet"), "%s", world_text(w));
	cr_expect(not(world_has(w, "People in police custody")), "%s", world_text(w));
}

static void judges(const char *who, const char *id, const char *fit)
{
	struct session other = w->app.session;
	struct put put = { .field = "fit", .text = fit };
	struct err err = { 0 };
	struct record r;

	other.actor.person = who;
	cr_assert(eq(int,
		     record_load(&other, schema_reg(other.schema, "coverage"), id, w->app.arena, &r,
				 &err),
		     RC_OK));
	put.seen = r.field[reg_field(r.reg, "fit") - r.reg->fields].at;
	cr_assert(eq(int, record_save(&other, r.reg, id, "edit", &put, 1, NULL, NULL, NULL, &err),
		     RC_OK),
		  "%s", err.text);
}

static void expect_told(const char *who)
{
	open_matrix();
	world_press(w, "Down Down Right");
	judges(who, "co-000005", "full");
	world_press(w, "1");
	cr_expect(shows("judged this meanwhile"));
	cr_expect(shows(">Full"));
	expect_same(saved_fit("ne-000003", "sv-000002"), "Full");
	world_press(w, "1");
	expect_same(saved_fit("ne-000003", "sv-000002"), "None");
}

Test(matrix_screen, what_somebody_else_judged_meanwhile_is_told_and_not_written_over)
{
	expect_told("bob");
}

Test(matrix_screen, neither_is_what_i_judged_in_another_window)
{
	expect_told(w->app.session.actor.person);
}

/* What I did on the screen of the square is no news to me. */
Test(matrix_screen, what_i_judged_in_the_square_itself_is_not_told)
{
	open_matrix();
	world_press(w, "Down Down Right Enter Enter");
	world_press(w, "3");
	world_press(w, "Esc");
	expect_same(saved_fit("ne-000003", "sv-000002"), "Full");
	world_press(w, "1");
	cr_expect(not(world_has(w, "judged this meanwhile")));
	expect_same(saved_fit("ne-000003", "sv-000002"), "None");
}

Test(matrix_screen, what_somebody_judged_elsewhere_is_no_conflict)
{
	open_matrix();
	judges("bob", "co-000005", "full");
	world_press(w, "1");
	expect_same(saved_fit("ne-000001", "sv-000001"), "None");
	cr_expect(shows("Full"));
}

Test(matrix_screen, a_filter_shortens_it_and_goes_again)
{
	open_matrix();
	world_press(w, "f");
	world_press(w, "Right Right Right Space");
	cr_expect(shows("(*) Met in full"));
	cr_assert(world_go(w, "[ Show these ]"));
	world_press(w, "Enter");
	cr_expect(shows("Shown: 2 of 12 Needs, 16 of 16 Services"));
	world_press(w, "f");
	cr_assert(world_go(w, "[ Show these ]"));
	world_press(w, "Right Enter");
	cr_expect(shows("170 of 192"));
}

Test(matrix_screen, a_filter_lists_answers_in_the_order_of_the_alphabet)
{
	const char *first, *sixth;

	world_show(w, 120, 80, "matrix-filter", "coverage", NULL, NULL);
	first = strstr(world_text(w), "( ) ndo-1, ");
	sixth = strstr(world_text(w), "( ) ndo-6, ");
	cr_expect(first && sixth && first < sixth, "%s", world_text(w));
	first = strstr(world_text(w), "( ) Prevention");
	sixth = strstr(world_text(w), "( ) Arrest");
	cr_expect(first && sixth && first < sixth, "options keep theirs: %s", world_text(w));
}

Test(matrix_screen, an_overlap_becomes_a_gap_of_more_than_is_needed)
{
	struct record r;

	world_show(w, 60, 100, "matrix-missing", "coverage", NULL, NULL);
	world_press(w, "End Up Up Enter"); /* of the five the third: SV-08, SV-12 and SV-16 */
	cr_expect(shows("Duplicate/surplus"));
	cr_assert(world_go(w, "Save as a draft"), "%s", world_text(w));
	world_press(w, "Right Enter");
	cr_assert(eq(int, record_find(&w->app.session, "GA-12", w->app.arena, &r, NULL), RC_OK));
	expect_same(record_text(&r, "services"), "sv-000008\nsv-000012\nsv-000016");
	expect_same(record_text(&r, "life"), "draft");
}

Test(matrix_screen, in_conversation_a_row_and_its_squares_go_by_number)
{
	const struct ui_opts o = { .plain = true, .letter_keys = true };
	struct err err = { 0 };
	char *text;

	w->ui = ui_test_new(&o, &w->hooks, 24, 80);
	cr_assert(eq(int,
		     ui_test_open(w->ui, screen_named("matrix"), &(struct args){ .a = "coverage" },
				  &err),
		     RC_OK),
		  "%s", err.text);
	ui_test_line(w->ui, "4");
	text = ui_test_plain(w->ui);
	cr_expect(strstr(text, "8. Alcohol mentoring: Part") != NULL, "%s", text);
	free(text);
	ui_test_line(w->ui, "1");
	ui_test_line(w->ui, "2");
	expect_same(saved_fit("ne-000004", "sv-000001"), "Part");
}

/* Figures, what they are compared with and voices: each under a heading of its own, and once. */
Test(matrix_screen, a_need_shows_its_figures_apart_from_what_people_say)
{
	const char *text, *figures, *compared, *voices;

	world_show(w, 200, 100, "record", "needs", "ne-000001", NULL);
	text = world_text(w);
	figures = strstr(text, "\nFigures\n");
	compared = strstr(text, "\nWhat it is compared with\n");
	voices = strstr(text, "\nWhat people say, kept apart from figures\n");
	cr_assert(figures && compared && voices, "%s", text);
	cr_expect(strstr(figures, "37, homeless applications a year") < compared);
	cr_expect(strstr(figures, "Period: 1 April 2023 to 31 March 2024; How it was obtained: "
				  "Estimated") < compared);
	cr_expect(strstr(compared, "3,814") < voices);
	cr_expect(strstr(compared, "Take care: The date was not seen.") < voices);
	cr_expect(strstr(voices, "first 48 hours") != NULL, "%s", voices);
	cr_expect(strstr(strstr(text, "3,814") + 1, "3,814,") == NULL, "not listed a second time");
	cr_assert(world_go(w, "37, homeless applications"), "%s", text);
	for (int i = 0; i < 100 && !world_has(w, "> 37, homeless"); i++)
		world_press(w, "Down");
	world_press(w, "Enter");
	cr_expect(world_has(w, "FG-01"), "%s", world_text(w));
}

Test(matrix_screen, x_saves_the_whole_table_as_a_file)
{
	char *home = dir_make();
	struct buf b = { 0 };
	const char *path;

	setenv("HOME", home, 1);
	open_matrix();
	world_press(w, "x");
	cr_assert(world_go(w, "[ Save"), "%s", world_text(w));
	world_press(w, "Enter");
	path = arena_printf(w->app.arena, "%s/%s-coverage-2025-11-20.csv", home,
			    w->app.session.pid);
	cr_assert(eq(int, file_read_all(path, 1 << 20, &b, NULL), RC_OK), "%s", world_text(w));
	cr_expect(strstr(buf_text(&b), "NE-06,Accused people need diversion that addresses "
				       "cause,Full,1,15,Full,,") != NULL);
	buf_clear(&b);
	dir_drop(home);
}
