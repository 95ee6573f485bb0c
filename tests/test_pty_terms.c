/* SPDX-License-Identifier: ISC */
/* The screens on the terminals people have, in colour and without, and what is left behind when it ends badly. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../core/base/mem.h"
#include "../tui/keys.h"
#include "lib_dir.h"
#include "lib_vt.h"

static struct vt *vt;
static char *dir;

static void stop(void)
{
	vt_end(vt);
	vt = NULL;
	dir_drop(dir);
	dir = NULL;
}

TestSuite(terms, .fini = stop, .timeout = 240);

/* Terminals */

static const char *const terms[] = {
	"TERM=xterm-256color",   "TERM=xterm", "TERM=vt100",         "TERM=vt220", "TERM=screen",
	"TERM=screen-256color",  "TERM=tmux",  "TERM=tmux-256color", "TERM=linux", "TERM=rxvt",
	"TERM=no-such-terminal",
};

/* What a terminal sends depends on its kind; a program has to know all of it. */
static const struct {
	const char *home, *end, *pgdn, *f1;
} sent[] = {
	{ "\033OH", "\033OF", "\033[6~", "\033OP" },    /* xterm */
	{ "\033[1~", "\033[4~", "\033[6~", "\033[[A" }, /* PuTTY, screen, tmux, the Linux console */
	{ "\033[7~", "\033[8~", "\033[6~", "\033[11~" }, /* rxvt */
};

static void walk(const char *term)
{
	const char *env[] = { term, NULL };

	vt = vt_demo(24, 80, NULL, env);
	cr_assert(vt_cursor_on(vt, "> [ ] Service 1 "), "%s: first screen", term);
	for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++) {
		vt_send(vt, sent[i].end);
		cr_assert(vt_cursor_on(vt, "> [ ] Service 500 "), "%s: End %zu", term, i);
		vt_send(vt, sent[i].home);
		cr_assert(vt_cursor_on(vt, "> [ ] Service 1 "), "%s: Home %zu", term, i);
		vt_send(vt, sent[i].pgdn);
		cr_assert(vt_gone(vt, "Service 1 "), "%s: PgDn %zu", term, i);
		vt_send(vt, sent[i].home);
		vt_send(vt, "\033[B\033OB\033[A");
		cr_assert(vt_cursor_on(vt, "> [ ] Service 2 "), "%s: moves", term);
		vt_send(vt, sent[i].f1);
		cr_assert(vt_shows(vt, "Line 1 of the help for list."), "%s: F1 %zu", term, i);
		vt_key(vt, TK_ESC);
		cr_assert(vt_cursor_on(vt, "> [ ] Service 2 "), "%s: Esc", term);
		vt_send(vt, sent[i].home);
	}
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"), "%s: Enter", term);
	vt_send(vt, "North \xc3\xa0");
	cr_assert(vt_cursor_on(vt, "> North \xc3\xa0___"), "%s: typing", term);
	vt_send(vt, "\010\177!");
	cr_assert(vt_cursor_on(vt, "> North!___"), "%s: rubbing out", term);
	vt_key(vt, TK_ESC);
	cr_assert(vt_cursor_on(vt, "> [ ] Service 1 "), "%s: back", term);
	vt_send(vt, "\003\003");
	cr_expect(eq(int, vt_exit(vt), 130), "%s", term);
	vt_end(vt);
	vt = NULL;
}

Test(terms, each_terminal_shows_the_screens_and_has_its_keys)
{
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		walk(terms[i]);
}

Test(terms, without_a_language_letters_of_others_are_shown_all_the_same)
{
	const char *env[] = { "LC_ALL=C", "LANG", NULL };

	vt = vt_demo(24, 80, NULL, env);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_send(vt, "\xe6\x97\xa5\xe6\x9c\xac");
	cr_expect(vt_shows(vt, "> \xe6\x97\xa5\xe6\x9c\xac____"));
}

/* The program itself */

static const char *program(void)
{
	const char *cairn = getenv("CAIRN");

	return cairn ? cairn : "build/cairn";
}

static void sample(void)
{
	int status;
	pid_t pid;

	dir = dir_make();
	pid = fork();
	if (pid == 0) {
		cr_assert(ne(ptr, freopen("/dev/null", "w", stdout), NULL));
		execl(program(), "cairn", "--data", dir, "init", "--sample", (char *)NULL);
		_exit(127);
	}
	cr_assert(eq(int, waitpid(pid, &status, 0), pid));
	cr_assert(zero(int, status));
}

static void start(const char *const env[], const char *option, const char *value)
{
	vt = vt_start(24, 80, (const char *[]){ program(), "--data", dir, option, value, NULL },
		      env);
}

Test(terms, an_unknown_terminal_is_said_once)
{
	const char *env[] = { "TERM=no-such-terminal", NULL };

	sample();
	start(env, NULL, NULL);
	cr_assert(vt_shows(vt, "> 0 Get ready"));
	cr_assert(
		vt_shows(vt, "This terminal is not known here; it is drawn on as xterm-256color."));
	vt_quiet(vt);
	cr_expect(vt_shows(vt, "is not known here"));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_gone(vt, "is not known here"));
	vt_key(vt, TK_ESC);
	cr_assert(vt_shows(vt, "> 0 Get ready"));
	cr_expect(vt_gone(vt, "is not known here"));
}

/* Colour */

static void with_colour(const char *const extra, const char *option)
{
	char config[300], folder[320];
	const char *env[] = { config, extra, NULL };
	FILE *f;

	sample();
	snprintf(config, sizeof(config), "XDG_CONFIG_HOME=%s/settings", dir);
	cr_assert(zero(int, mkdir(strchr(config, '=') + 1, 0700)));
	snprintf(folder, sizeof(folder), "%s/cairn", strchr(config, '=') + 1);
	cr_assert(zero(int, mkdir(folder, 0700)));
	strncat(folder, "/config.ini", sizeof(folder) - strlen(folder) - 1);
	f = fopen(folder, "w");
	cr_assert(ne(ptr, f, NULL));
	fputs("[screen]\ncolour = yes\n", f);
	fclose(f);
	start(env, option, NULL);
	cr_assert(vt_shows(vt, "> 0 Get ready"));
	vt_send(vt, "2");
	cr_assert(vt_shows(vt, "Completed"));
	vt_quiet(vt);
}

/* Which of the terminal's colours are on the screen, a bit for each. */
static unsigned colours(void)
{
	unsigned seen = 0;

	for (int row = 0; row < 24; row++)
		for (int col = 0; col < 80; col++) {
			struct vt_look l = vt_look(vt, row, col);

			cr_assert(eq(int, l.bg, -1));
			if (l.fg >= 0)
				seen |= 1U << (l.fg < 31 ? l.fg : 31);
		}
	return seen;
}

Test(terms, colour_is_blue_yellow_or_magenta_on_the_terminals_own_ground)
{
	with_colour(NULL, NULL);
	cr_expect(eq(uint, colours(), 1U << 4)); /* completed */
}

/* No sequence that sets attributes names a colour. */
static void no_colour_is_sent(void)
{
	const char *s = vt_all(vt);
	size_t seen = 0;

	while ((s = strstr(s, "\033["))) {
		const char *end = s + 2 + strspn(s + 2, "0123456789;");

		for (s += 2; *end == 'm' && s < end; seen++) {
			long n = strtol(s, (char **)&s, 10);

			cr_expect(n < 30 || (n > 49 && n < 90), "%ld", n);
			s += *s == ';';
		}
	}
	cr_expect(gt(sz, seen, 0));
	cr_expect(zero(uint, colours()));
}

Test(terms, no_color_sends_none)
{
	with_colour("NO_COLOR=1", NULL);
	no_colour_is_sent();
}

Test(terms, the_option_no_color_sends_none)
{
	with_colour(NULL, "--no-color");
	no_colour_is_sent();
}

/* Bad ends */

static void is_restored(void)
{
	cr_expect(eq(sz, vt_sent(vt, "\033[?1049l"), 1));
	cr_expect(eq(sz, vt_sent(vt, "\033[?2004l"), 1));
	cr_expect(vt_gone(vt, "q leave"));
}

Test(terms, a_crash_inside_a_screen_gives_the_terminal_back)
{
	char script[700];
	const char *cairn = program();
	const char *argv[] = { "/bin/sh", "-c", script, NULL };

	snprintf(script, sizeof(script),
		 "%.*s/tests/demo_list --crash; echo ended; read word; echo \"word $word\"",
		 (int)(strrchr(cairn, '/') - cairn), cairn);
	vt = vt_start(24, 80, argv, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_send(vt, "m");
	cr_assert(vt_shows(vt, "ended"));
	is_restored();
	vt_send(vt, "heard\r"); /* raw mode would neither show it nor end the line */
	cr_expect(vt_shows(vt, "word heard"));
}

Test(terms, a_fault_sent_to_the_program_gives_the_terminal_back)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGABRT };

	sample();
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		start(NULL, NULL, NULL);
		cr_assert(vt_shows(vt, "> 0 Get ready"));
		vt_signal(vt, faults[i]);
		cr_expect(gt(int, vt_exit(vt), 0));
		is_restored();
		vt_end(vt);
		vt = NULL;
	}
}

static void cut(off_t size)
{
	char *data = dir_path(dir, "data.mdb");

	cr_assert(zero(int, truncate(data, size)));
	free(data);
}

/* What the library held when it was jumped out of is not freed: that is no leak of ours. */
static const char *const no_leaks[] = { "ASAN_OPTIONS=detect_leaks=0", NULL };

static void ends_with_the_sentence(void)
{
	char sentence[400];

	cr_expect(eq(int, vt_exit(vt), 6));
	is_restored();
	snprintf(sentence, sizeof(sentence), "cairn: the store in '%s' is damaged; ", dir);
	cr_expect(eq(sz, vt_sent(vt, sentence), 1));
	snprintf(sentence, sizeof(sentence), "cairn --data '%s' restore FILE", dir);
	cr_expect(eq(sz, vt_sent(vt, sentence), 1));
}

Test(terms, a_store_cut_to_nothing_while_it_is_open_ends_with_one_sentence)
{
	sample();
	start(no_leaks, NULL, NULL);
	cr_assert(vt_shows(vt, "> 0 Get ready"));
	vt_quiet(vt);
	cut(0);
	vt_key(vt, TK_DOWN);
	ends_with_the_sentence();
}

Test(terms, a_store_cut_in_the_middle_ends_when_a_screen_cannot_be_read)
{
	sample();
	start(no_leaks, NULL, NULL);
	cr_assert(vt_shows(vt, "> 0 Get ready"));
	vt_quiet(vt);
	cut(3L * sysconf(_SC_PAGESIZE));
	vt_send(vt, "7");
	ends_with_the_sentence();
}

/* It is seen before the write: nothing ends while there is a text to be copied out. */
Test(terms, a_store_cut_while_text_is_typed_is_told_and_the_text_stays)
{
	sample();
	start(no_leaks, "--screen", "form/needs");
	cr_assert(vt_shows(vt, "> _____"));
	vt_quiet(vt);
	cut(3L * sysconf(_SC_PAGESIZE));
	vt_send(vt, "Housing\t");
	cr_expect(vt_shows(vt, "could not be kept"), "%s", vt_screen(vt));
	cr_expect(vt_shows(vt, "damaged"), "%s", vt_screen(vt));
	cr_expect(vt_shows(vt, "Housing"), "%s", vt_screen(vt));
	vt_key(vt, TK_ESC);
	cr_expect(vt_shows(vt, "Esc again leaves it"), "%s", vt_screen(vt));
	vt_key(vt, TK_ESC);
	ends_with_the_sentence();
}
