/* SPDX-License-Identifier: ISC */
/* The finished program on a terminal: opened, left, cut off, resized, typed into, in every surrounding. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "lib_vt.h"
#include "same.h"
#include "tui/keys.h"

static char *scratch, *data;
static struct run in;
static struct vt *vt;

static void begin(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
}

static void end(void)
{
	vt_end(vt);
	vt = NULL;
	dir_drop(scratch);
	free(data);
}

/* In a store that nothing was typed into. */
static void begin_anew(void)
{
	vt_end(vt);
	vt = NULL;
	dir_drop(data);
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
}

TestSuite(terminal, .init = begin, .fini = end, .timeout = 120);

/* Opens the program, on a screen or at home; the one before is ended. */
static void open_on(int rows, int cols, const char *screen, const char *const env[])
{
	const char *argv[] = { run_program(), "--data", data, "--screen", screen, NULL };

	if (!screen)
		argv[3] = NULL;
	vt_end(vt);
	vt = vt_start(rows, cols, argv, env);
}

static void expect_field(const char *id, const char *field, const char *text)
{
	struct jdoc *doc = run_json(&in, "show", id, "--json");
	const char *now = jval_text(jval_get(jdoc_top(doc), field));

	expect_same(now ? now : "", text);
	jdoc_free(doc);
}

/* Tab until the focus is there */
static void go_to(const char *text)
{
	for (int i = 0; i < 40; i++) {
		char *screen = vt_screen(vt), *line = screen;
		int row, col;
		bool there;

		vt_cursor(vt, &row, &col);
		for (int k = 0; k < row; k++)
			line = strchr(line, '\n') + 1;
		*strchr(line, '\n') = '\0';
		there = strstr(line, text) != NULL;
		free(screen);
		if (there)
			return;
		vt_key(vt, TK_TAB);
		vt_quiet(vt);
	}
	cr_assert(false, "nothing has the focus with '%s'", text);
}

Test(terminal, it_opens_on_the_cycle_with_the_sample_marked_as_invented)
{
	open_on(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "Strathfinlay (invented)"));
	cr_assert(vt_shows(vt, "1 Analyse"));
	cr_assert(vt_cursor_on(vt, "0 Get ready"));
	cr_assert(vt_shows(vt, "Needs attention"));
}

Test(terminal, a_tick_survives_a_lost_line_and_the_place_is_offered)
{
	open_on(24, 80, "item/res-people", NULL);
	cr_assert(vt_cursor_on(vt, "1 ( ) Not started"));
	vt_send(vt, "\033OB ");
	cr_assert(vt_shows(vt, "Where it stands"));
	vt_send(vt, "\033OC");
	cr_assert(vt_shows(vt, "(*) Done"));
	vt_send(vt, "\033[H");
	vt_quiet(vt);
	vt_send(vt, " ");
	cr_assert(vt_shows(vt, "(*) Not started"));
	vt_hangup(vt);
	cr_expect(eq(int, vt_exit(vt), 129));
	expect_field("res-people", "state", "not_started");
	open_on(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "Carry on where you left off"));
	vt_send(vt, "5");
	cr_assert(vt_shows(vt, "(*) Not started"));
}

static void type_half(void)
{
	open_on(24, 80, "form/needs", NULL);
	cr_assert(vt_shows(vt, "1 of "));
	vt_send(vt, "Young people\r");
	cr_assert(vt_shows(vt, "2 of "));
	vt_send(vt, "who are half ty");
	cr_assert(vt_shows(vt, "who are half ty"));
}

Test(terminal, half_typed_text_is_there_again_after_a_lost_line)
{
	type_half();
	vt_hangup(vt);
	cr_expect(eq(int, vt_exit(vt), 129));
	open_on(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "What you typed and did not save"));
	open_on(24, 80, "form/needs", NULL);
	cr_assert(vt_shows(vt, "Young people"));
	cr_assert(vt_shows(vt, "is here again"));
	vt_send(vt, "\r");
	cr_assert(vt_shows(vt, "who are half ty"));
}

/* Opens the form again, on the answer that was being typed. */
static void half_is(const char *text)
{
	open_on(24, 80, "form/needs", NULL);
	cr_assert(vt_shows(vt, "Young people"));
	vt_send(vt, "\r");
	cr_assert(vt_shows(vt, text));
}

Test(terminal, a_signal_that_ends_it_keeps_what_was_typed)
{
	static const int signals[] = { SIGTERM, SIGQUIT };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		begin_anew();
		type_half();
		vt_signal(vt, signals[i]);
		cr_expect(eq(int, vt_exit(vt), 128 + signals[i]));
		half_is("who are half ty");
	}
}

/* A line that drops in the middle of a long paste brings no end of it. */
Test(terminal, a_paste_whose_end_does_not_come_is_seen_and_kept)
{
	type_half();
	vt_send(vt, "\033[200~ and pasted");
	cr_assert(vt_shows(vt, "half ty and pasted"));
	vt_hangup(vt);
	cr_expect(eq(int, vt_exit(vt), 129));
	half_is("half ty and pasted");
}

Test(terminal, what_came_of_a_paste_is_kept_when_a_signal_ends_it)
{
	type_half();
	vt_send(vt, "x\033[200~ and pasted");
	cr_assert(vt_shows(vt, "half tyx"));
	vt_signal(vt, SIGTERM);
	cr_expect(eq(int, vt_exit(vt), 143));
	half_is("half tyx and pasted");
}

Test(terminal, behind_a_paste_without_an_end_keys_are_keys)
{
	type_half();
	vt_send(vt, "\033[200~ and pasted");
	cr_assert(vt_shows(vt, "half ty and pasted"));
	vt_send(vt, "\003\003");
	cr_expect(eq(int, vt_exit(vt), 130));
	half_is("half ty and pasted");
}

Test(terminal, a_crash_loses_at_most_the_answer_being_typed)
{
	for (int i = 0; i < 5; i++) {
		type_half();
		vt_signal(vt, SIGKILL);
		cr_expect(eq(int, vt_exit(vt), 137));
		open_on(24, 80, "form/needs", NULL);
		cr_assert(vt_shows(vt, "Young people"));
		vt_key(vt, TK_F1);
		cr_assert(vt_shows(vt, "Help"));
		free(run_ok(&in, "verify"));
		vt_end(vt);
		vt = NULL;
		open_on(24, 80, "drafts", NULL);
		cr_assert(vt_shows(vt, "need"));
		vt_end(vt);
		vt = NULL;
		/* the next round begins with an empty form */
		open_on(24, 80, "form/needs", NULL);
		cr_assert(vt_shows(vt, "Young people"));
		for (int k = 0; k < 14; k++)
			vt_key(vt, TK_BACKSPACE);
		cr_assert(vt_gone(vt, "Young people"));
		vt_key(vt, TK_TAB);
		vt_quiet(vt);
	}
}

Test(terminal, a_storm_of_sizes_keeps_the_focus_and_the_text)
{
	unsigned seed = 5;

	type_half();
	for (int i = 0; i < 60; i++) {
		seed = seed * 1103515245u + 12345u;
		vt_resize(vt, 4 + (int)((seed >> 16) % 50), 20 + (int)((seed >> 8) % 140));
	}
	vt_resize(vt, 24, 80);
	cr_assert(vt_cursor_on(vt, "who are half ty"));
	vt_send(vt, "ped");
	cr_assert(vt_shows(vt, "who are half typed"));
	vt_resize(vt, 5, 20);
	cr_assert(vt_shows(vt, "saved"));
	vt_resize(vt, 12, 40);
	cr_assert(vt_cursor_on(vt, "who are half typed"));
}

Test(terminal, at_40_by_12_an_item_is_answered_and_a_register_read)
{
	open_on(12, 40, "item/res-people", NULL);
	cr_assert(vt_cursor_on(vt, "Not started"));
	vt_send(vt, " ");
	cr_assert(vt_shows(vt, "(*) Not started"));
	expect_field("res-people", "state", "not_started");
	open_on(12, 40, "register/needs", NULL);
	cr_assert(vt_shows(vt, "People leaving custody"));
}

static const struct {
	const char *what;
	const char *env[4];
	const char *says; /* NULL: nothing of its own */
} surroundings[] = {
	{ "a terminal nobody knows", { "TERM=no-such-terminal" }, "drawn on as xterm-256color" },
	{ "no TERM", { "TERM" }, NULL },
	{ "no locale", { "LC_ALL", "LANG", "LC_CTYPE" }, NULL },
	{ "the C locale", { "LC_ALL=C" }, NULL },
	{ "an old terminal", { "TERM=vt100" }, NULL },
	{ "screen", { "TERM=screen" }, NULL },
	{ "tmux", { "TERM=tmux-256color" }, NULL },
	{ "putty", { "TERM=putty" }, NULL },
	{ "the console", { "TERM=linux" }, NULL },
	{ "no colour", { "NO_COLOR=1" }, NULL },
};

Test(terminal, it_opens_in_every_surrounding)
{
	for (size_t i = 0; i < sizeof(surroundings) / sizeof(surroundings[0]); i++) {
		open_on(24, 80, NULL, surroundings[i].env);
		cr_expect(vt_shows(vt, "1 Analyse"), "%s", surroundings[i].what);
		if (surroundings[i].says)
			cr_expect(vt_shows(vt, surroundings[i].says), "%s", surroundings[i].what);
		vt_send(vt, "1");
		cr_expect(vt_shows(vt, "Map what each partner"), "%s", surroundings[i].what);
	}
}

Test(terminal, no_colour_is_sent_where_none_is_wanted)
{
	const char *none[] = { "NO_COLOR=1", NULL };

	open_on(24, 80, NULL, none);
	cr_assert(vt_shows(vt, "leave"));
	for (int code = 30; code < 50; code++) {
		char bytes[24];

		snprintf(bytes, sizeof(bytes), "\033[%dm", code);
		if (code != 38 && code != 39)
			cr_expect(eq(sz, vt_sent(vt, bytes), 0), "colour %d", code);
	}
}

Test(terminal, ascii_lines_are_complete)
{
	const char *argv[] = { run_program(), "--data",          data, "--ascii",
			       "--screen",    "item/res-people", NULL };
	char *screen;

	vt = vt_start(24, 80, argv, NULL);
	cr_assert(vt_shows(vt, "Where it stands"));
	vt_quiet(vt);
	screen = vt_screen(vt);
	for (const char *c = screen; *c; c++)
		cr_assert(0 < *c, "not ASCII: %.12s", c);
	free(screen);
}

Test(terminal, a_dumb_terminal_gets_the_conversation)
{
	const char *env[] = { "TERM=dumb", NULL };

	open_on(40, 100, NULL, env);
	cr_assert(vt_shows(vt, "Strathfinlay"));
	vt_send(vt, "1\n");
	cr_assert(vt_shows(vt, "List services and how well they fit"));
	cr_expect(eq(sz, vt_sent(vt, "\033"), 0));
}

Test(terminal, without_a_terminal_a_command_is_named)
{
	run_no(&in, 2, "cairn status", "--screen", "home");
}

/* What a pipe says in plain conversation is stored as what the keys say. */
Test(terminal, a_pipe_can_hold_the_conversation)
{
	char *file = dir_path(scratch, "said"), *out;

	file_put(file, "1\n2\n\n", 5);
	in.input = file;
	out = run_ok(&in, "--plain", "--screen", "stage/analyse");
	expect_part(out, "Map what each partner");
	expect_none(out, "\033");
	free(out);
	free(file);
}

/* A message is said once; "message" says it again, as F8 goes to it on a screen. */
Test(terminal, in_conversation_a_message_can_be_heard_again)
{
	char *file = dir_path(scratch, "said"), *out;
	const char *at;

	file_put(file, "message\n99\nmessage\n", 19);
	in.input = file;
	out = run_ok(&in, "--plain", "--screen", "stage/analyse");
	expect_part(out, "There is no message.");
	at = strstr(out, "There is no line 99 here.");
	cr_assert(at != NULL, "%s", out);
	cr_expect(strstr(at + 1, "There is no line 99 here.") != NULL, "%s", out);
	free(out);
	free(file);
}

/* Where there is guidance it is said once a screen how to hear it; in a box it takes a #. */
Test(terminal, in_conversation_it_is_said_once_that_there_is_guidance)
{
	char *file = dir_path(scratch, "said"), *out;
	const char *at;

	file_put(file, "\n\ng\n<\n", 7);
	in.input = file;
	out = run_ok(&in, "--plain", "--screen", "item/svc-third-sector-data");
	at = strstr(out, "Enter to keep what is chosen, g for guidance, < to go back");
	cr_assert(at != NULL, "%s", out);
	cr_expect(strstr(at + 40, "for guidance") == NULL, "%s", out);
	free(out);
	out = run_ok(&in, "--plain", "--screen", "form/needs");
	expect_part(out, "empty, #g for guidance, < to go back");
	free(out);
	in.input = NULL;
	out = run_ok(&in, "--plain", "--screen", "registers");
	expect_none(out, "g for guidance");
	free(out);
	file_put(file, "g\n", 2);
	in.input = file;
	out = run_ok(&in, "--plain", "--screen", "item/svc-third-sector-data");
	expect_part(out, "Why this matters");
	free(out);
	free(file);
}

/* Read aloud, a question that comes again by itself would talk over whoever thinks about it. */
Test(terminal, the_conversation_is_silent_until_somebody_types)
{
	static const char *const dumb[] = { "TERM=dumb", NULL };

	open_on(24, 80, "stage/analyse", dumb);
	cr_assert(vt_shows(vt, "Type a number"));
	vt_quiet(vt);
	vt_resize(vt, 20, 60);
	vt_settle(vt, 1500); /* longer than anything is looked for */
	cr_expect(eq(sz, vt_bytes(vt), 0), "%s", vt_screen(vt));
	vt_send(vt, "2\n");
	cr_expect(vt_shows(vt, "List services and how well they"));
}

Test(terminal, ctrl_c_asks_and_twice_ends)
{
	open_on(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "leave"));
	vt_send(vt, "\003");
	cr_assert(vt_shows(vt, "Leave cairn?"));
	vt_key(vt, TK_ESC);
	cr_assert(vt_shows(vt, "1 Analyse"));
	type_half();
	vt_send(vt, "\003\003");
	cr_expect(eq(int, vt_exit(vt), 130));
	open_on(24, 80, "form/needs", NULL);
	cr_assert(vt_shows(vt, "Young people"));
}

Test(terminal, q_asks_once_and_leaves)
{
	open_on(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "leave"));
	vt_send(vt, "q");
	cr_assert(vt_shows(vt, "Leave cairn?"));
	vt_send(vt, "q");
	cr_expect(eq(int, vt_exit(vt), 0));
}

static double cpu_of_children(void)
{
	struct rusage u;

	getrusage(RUSAGE_CHILDREN, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static pid_t start_unread(const char *screen, int *master)
{
	struct winsize size = { .ws_row = 60, .ws_col = 200 };
	struct pollfd p = { .events = POLLIN };
	pid_t pid = forkpty(master, NULL, NULL, &size);

	if (pid == 0) {
		setenv("TERM", getenv("CAIRN_TEST_TERM") ? "dumb" : "xterm-256color", 1);
		execl(run_program(), run_program(), "--data", data, "--screen", screen,
		      (char *)NULL);
		_exit(127);
	}
	cr_assert(pid > 0);
	p.fd = *master;
	cr_assert(eq(int, poll(&p, 1, 20000), 1));
	return pid;
}

/* Ends within about five seconds of now, and without being busy on the way. */
static void expect_end(pid_t pid, int status)
{
	struct timespec from, to;
	double before = cpu_of_children();

	clock_gettime(CLOCK_MONOTONIC, &from);
	cr_expect(eq(int, run_wait(pid), status));
	clock_gettime(CLOCK_MONOTONIC, &to);
	cr_expect(lt(int, (int)(to.tv_sec - from.tv_sec), 6));
	cr_expect(lt(dbl, cpu_of_children() - before, 3.0));
}

/* No signal comes: only the terminal takes nothing any more, until a key brings what it has no room for. */
Test(terminal, it_ends_by_itself_when_nobody_reads_and_keeps_what_was_typed)
{
	struct pollfd p = { .fd = -1 };
	double before = cpu_of_children();
	int master, status = -1;
	pid_t pid = start_unread("form/needs", &master);

	cr_assert(write(master, "Half a need ", 12) == 12);
	for (int i = 0; i < 3000 && waitpid(pid, &status, WNOHANG) == 0; i++) {
		if (write(master, i % 2 ? "\f" : "9", 1) != 1)
			break; /* it is at its end */
		poll(&p, 1, 20);
	}
	if (status == -1)
		waitpid(pid, &status, 0);
	status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	cr_expect(eq(int, status, 129));
	cr_expect(lt(dbl, cpu_of_children() - before, 3.0));
	close(master);
	open_on(24, 80, "form/needs", NULL);
	cr_assert(vt_shows(vt, "is here again"));
	vt_key(vt, TK_HOME);
	cr_assert(vt_shows(vt, "Half a need 9999"));
}

/* Behind a key that is held down there is always another. */
Test(terminal, it_ends_within_five_seconds_with_keys_still_waiting)
{
	int master;
	pid_t pid = start_unread("home", &master);

	fcntl(master, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 4000; i++)
		if (write(master, i % 2 ? "<" : "9", 1) < 1)
			break;
	kill(pid, SIGTERM);
	expect_end(pid, 143);
	close(master);
}

Test(terminal, gaelic_and_wide_text_is_edited_by_whole_characters)
{
	open_on(24, 80, "form/needs", NULL);
	cr_assert(vt_shows(vt, "1 of "));
	vt_send(vt, "G\xc3\xa0idhlig e\xcc\x80 \xe6\x97\xa5\xe6\x9c\xac");
	cr_assert(vt_shows(vt, "G\xc3\xa0idhlig \xc3\xa8 \xe6\x97\xa5\xe6\x9c\xac"));
	vt_key(vt, TK_BACKSPACE);
	cr_assert(vt_gone(vt, "\xe6\x9c\xac"));
	vt_key(vt, TK_BACKSPACE);
	vt_key(vt, TK_BACKSPACE);
	vt_key(vt, TK_BACKSPACE);
	cr_assert(vt_gone(vt, "\xc3\xa8"));
	vt_key(vt, TK_HOME);
	vt_key(vt, TK_RIGHT);
	vt_key(vt, TK_DELETE);
	cr_assert(vt_shows(vt, "Gidhlig"));
	vt_send(vt, "\xc3\xa0");
	cr_assert(vt_shows(vt, "G\xc3\xa0idhlig"));
}

/* An existing entry's text box, at its end. */
static void open_box(void)
{
	open_on(24, 80, "form/needs/ne-000001", NULL);
	cr_assert(vt_shows(vt, "1 of "));
	for (int i = 0; i < 60; i++)
		vt_key(vt, TK_BACKSPACE);
	cr_assert(vt_gone(vt, "People leaving"));
}

Test(terminal, hostile_text_that_is_pasted_is_stored_clean_and_said)
{
	open_box();
	vt_send(vt, "\033[200~safe\033[31m\xe2\x80\xae"
		    "evil\xe2\x80\x8b\xc2\x9b\a\033[201~");
	cr_assert(vt_shows(vt, "safe[31mevil"));
	cr_assert(vt_shows(vt, "were left out"));
	vt_send(vt, "\r");
	cr_assert(vt_shows(vt, "2 of "));
	expect_field("NE-01", "title", "safe[31mevil");
}

Test(terminal, a_text_of_four_thousand_characters_is_pasted_typed_and_kept)
{
	char *text = malloc(5000), *out;
	size_t n = 0;

	open_on(24, 80, "question/rq-impact", NULL);
	cr_assert(vt_shows(vt, "Strathfinlay"));
	for (int i = 0; i < 666; i++)
		n += (size_t)sprintf(text + n, "word%c ", 'a' + i % 26);
	vt_send(vt, "\033[200~");
	vt_send(vt, text);
	vt_send(vt, "\033[201~");
	vt_send(vt, "end");
	cr_assert(vt_shows(vt, "end"));
	/* in a long text Enter begins a line: the button is how one goes on */
	go_to("[ Save and");
	vt_key(vt, TK_ENTER);
	cr_assert(vt_gone(vt, "2 of 4"));
	out = run_ok(&in, "show", "rq-impact");
	n = 0;
	for (const char *at = out; (at = strstr(at, "word")); at += 4)
		n++;
	cr_expect(eq(sz, n, 666));
	free(out);
	free(text);
}

Test(terminal, nothing_is_sent_while_nothing_happens)
{
	open_on(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "Everything is saved"));
	vt_quiet(vt);
	for (int i = 0; i < 15; i++)
		vt_quiet(vt);
	cr_expect(eq(sz, vt_bytes(vt), 0));
}

Test(terminal, nothing_is_said_in_conversation_while_nothing_happens)
{
	const char *env[] = { "TERM=dumb", NULL };

	open_on(40, 100, NULL, env);
	cr_assert(vt_shows(vt, "Type a number"));
	vt_quiet(vt);
	for (int i = 0; i < 15; i++)
		vt_quiet(vt);
	cr_expect(eq(sz, vt_bytes(vt), 0));
}

/* Somebody in conversation whose terminal takes nothing any more. */
Test(terminal, a_conversation_that_nobody_reads_ends_when_it_is_told_to)
{
	int master;
	pid_t pid;

	setenv("CAIRN_TEST_TERM", "dumb", 1);
	pid = start_unread("glossary", &master);
	fcntl(master, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 400; i++)
		if (write(master, "?\n<\n", 4) < 4)
			break;
	kill(pid, SIGHUP);
	expect_end(pid, 129);
	close(master);
	unsetenv("CAIRN_TEST_TERM");
}

Test(terminal, a_conversation_on_a_lost_line_ends_as_a_screen_does)
{
	const char *env[] = { "TERM=dumb", NULL };

	open_on(40, 100, NULL, env);
	cr_assert(vt_shows(vt, "Type a number"));
	vt_hangup(vt);
	cr_expect(eq(int, vt_exit(vt), 129));
}

/* Somebody types into a form what they think of, and then much that is answered. */
static pid_t converse(int out[2])
{
	const char *words[] = { "--plain", "--screen", "form/needs", NULL };
	int err = memfd_create("err", MFD_CLOEXEC);
	pid_t pid;

	cr_assert(zero(int, pipe2(out, O_CLOEXEC)));
	pid = run_start(&in, out[1], err, words);
	close(out[1]);
	close(err);
	return pid;
}

static void wait_for_bytes(int fd, int least)
{
	int n = 0, before, same = 0;

	do {
		before = n;
		poll(NULL, 0, 20);
		cr_assert(zero(int, ioctl(fd, FIONREAD, &n)));
		same = n == before ? same + 1 : 0;
	} while (n < least || same < 10);
}

static void expect_kept(void)
{
	char *said;

	in.input = NULL;
	said = run_ok(&in, "--plain", "--screen", "form/needs");
	expect_part(said, "Half a need");
	free(said);
}

Test(terminal, a_conversation_into_a_full_pipe_ends_at_a_signal_and_keeps_what_was_typed)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	char *file = dir_path(scratch, "said");
	struct buf typed = { 0 };

	buf_str(&typed, "Half a need\n");
	for (int i = 0; i < 400; i++)
		buf_str(&typed, "#?\n<\n");
	file_put(file, buf_text(&typed), typed.len);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		int out[2];
		pid_t pid;

		begin_anew();
		in.input = file;
		pid = converse(out);
		wait_for_bytes(out[0], 32768);
		kill(pid, signals[i]);
		expect_end(pid, 128 + signals[i]);
		close(out[0]);
		expect_kept();
	}
	buf_clear(&typed);
	free(file);
}

Test(terminal, a_conversation_whose_reader_left_ends_by_itself_and_keeps_what_was_typed)
{
	char *fifo = dir_path(scratch, "typed");
	int out[2], typing;
	pid_t pid;

	cr_assert(zero(int, mkfifo(fifo, 0600)));
	typing = open(fifo, O_RDWR | O_CLOEXEC); /* it stays open */
	in.input = fifo;
	pid = converse(out);
	cr_assert(write(typing, "Half a need\n", 12) == 12);
	wait_for_bytes(out[0], 1);
	close(out[0]);
	expect_end(pid, 129);
	close(typing);
	expect_kept();
	free(fifo);
}

/* Who asked for a screen by name is not out of the program with the first Esc. */
Test(terminal, esc_on_the_screen_that_was_asked_for_goes_home_and_there_it_asks)
{
	open_on(24, 80, "stage/analyse", NULL);
	cr_assert(vt_shows(vt, "Analyse"), "the screen");
	vt_send(vt, "\x1b");
	cr_assert(vt_shows(vt, "Where the work has got to"), "home");
	vt_send(vt, "\x1b");
	cr_expect(vt_shows(vt, "Leave cairn?"), "asked");
}
