/* SPDX-License-Identifier: ISC */
/*
 * Hostile text that got into the store all the same, as by a file of a team's that somebody wrote
 * to: whoever looks at it on any screen, with any command or in any file that goes out gets it
 * with its teeth drawn.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "lib_dir.h"
#include "lib_run.h"
#include "lib_shown.h"
#include "lib_vt.h"
#include "tui/keys.h"
#include "same.h"

/* Each says QX somewhere, so that it is known to be shown. */
static const char *const texts[] = {
	"QX0 \033]0;title\007 \033[2J\033[H\033[31mred\033[5n",
	"QX1 \302\233"
	"2J \302\235"
	"0;t\302\234 \302\205 \177",
	"QX2 \342\200\256live\342\200\254 \342\201\246iso\342\201\251 \342\200\217 \330\234",
	"QX3 zero\342\200\213width\342\200\215 \357\273\277 \302\255 \363\240\201\201tag",
	"=HYPERLINK(\"http://x.invalid\",\"QX4 money\")",
	"+QX5 +1",
	"-QX6 2+3",
	"@QX7 SUM(A1)",
	"\tQX8 =1+1",
	" \357\274\235QX9 wide",
	"<script>alert('QX10')</script> <img src=x onerror=QX>",
	"[QX11](javascript:alert(1)) ![x](http://x.invalid/y.png) | a | `b`",
	"# QX12 heading\n--- line\n> quote\n- list\n1. one\n```\ncode",
	"QX13 \r\nBEGIN:VEVENT\r\nSUMMARY:x\rback \b\b\b over",
	"QX14 e\314\201\314\201\314\201\314\201\314\201\314\201 stacked",
	"QX15 private \356\200\200 none \357\277\276 \357\277\277",
	"QX16 bad \377\376 \300\257 \355\240\200 utf",
	"QX17 \",\"quoted\"\",' \\\" \\u202e",
};
enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

/* What may reach nobody, in whatever form. */
static const char *const never[] = {
	"\033]0;",
	"\033[2J\033[H\033[31m",
	"\033[5n",
	"\007",
	"\177",
	"\302\233",
	"\302\235",
	"\302\234",
	"\302\205",
	"\342\200\256",
	"\342\201\246",
	"\342\200\217",
	"\330\234",
	"\342\200\213",
	"\342\200\215",
	"\302\255",
	"\363\240\201\201",
	"\356\200\200",
	"\357\277\276",
	"\377",
	"\300\257",
	"\355\240\200",
	"\314\201\314\201\314\201",
};

static char *scratch, *data;
static struct run in;

struct spoiling {
	struct arena *arena;
	const char *name[4000];
	struct version seen[4000];
	size_t n;
};

/* What people have written: it has blanks, and is no list of names and values. */
static bool note_text(void *arg, const struct fact *f)
{
	struct spoiling *s = arg;
	const char *field = strrchr(f->name, '/') + 1;

	if (s->n < 4000 && !strchr(f->text, '=') &&
	    (strchr(f->text, ' ') || !strcmp(field, "shown"))) {
		s->seen[s->n] = f->at;
		s->name[s->n++] = arena_str(s->arena, f->name);
	}
	return true;
}

static void put_text(struct store *s, const char *fact, const char *text, const char *reason,
		     struct version seen)
{
	const struct actor by = { .person = "coord", .role = MEMBER_COORDINATOR, .from = "local" };
	struct edit e = { .fact = fact, .text = { text, strlen(text) }, .seen = seen };
	struct change c = {
		.by = &by, .action = "edit", .reason = reason, .edits = &e, .count = 1
	};
	struct saved saved;
	struct err err = { 0 };

	cr_assert(eq(int,
		     store_save(s, (struct place){ .pid = "strathfinlay" }, &c, NULL, &saved, &err),
		     RC_OK),
		  "%s: %s", fact, err.text);
}

static void put_hostile(struct store *s)
{
	const struct place p = { .pid = "strathfinlay" };
	struct spoiling all = { .arena = arena_new() };
	struct err err = { 0 };

	cr_assert(eq(int, store_read(s, p, "", NULL, note_text, &all, &err), RC_OK));
	cr_assert(gt(sz, all.n, 400));
	for (size_t i = 0; i < all.n; i++)
		put_text(s, all.name[i], texts[i % TEXTS], texts[(i + 5) % TEXTS], all.seen[i]);
	/* who looks, in the tests within this process */
	put_text(s, "-/pe/coord/role", "coordinator", NULL, (struct version){ 0 });
	arena_free(all.arena);
}

static struct store *open_store(void)
{
	struct store_opts o = { .engine = &engine_lmdb, .at = { .dir = data } };
	struct store *s = NULL;
	struct err err = { 0 };

	cr_assert(eq(int, store_open(&s, &o, &err), RC_OK), "%s", err.text);
	return s;
}

static void begin(void)
{
	struct store *s;

	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
	s = open_store();
	put_hostile(s);
	store_close(s);
}

static void end(void)
{
	dir_drop(scratch);
	free(data);
}

TestSuite(hostile, .init = begin, .fini = end, .timeout = 300);

static void harmless(const char *text, size_t len, const char *where)
{
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		cr_expect(memmem(text, len, never[i], strlen(never[i])) == NULL,
			  "%s: text %zu of those that may not get out", where, i);
}

static size_t marks(const char *text)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, "QX")); at += 2)
		n++;
	return n;
}

Test(hostile, no_screen_at_any_size_shows_it)
{
	static const int sizes[][2] = { { 24, 80 }, { 12, 40 } };
	struct world *w = world_over(open_store(), "strathfinlay");
	size_t shown = 0;

	for (size_t i = 0; i < nshown; i++)
		for (size_t k = 0; k < 2; k++) {
			const char *text;

			if (!strcmp(shown_list[i].screen, "carry"))
				break; /* the next cycle is another test's */
			shown_open(w, i, sizes[k][0], sizes[k][1]);
			text = world_text(w);
			harmless(text, strlen(text), shown_list[i].screen);
			shown += marks(text) > 0;
		}
	cr_expect(gt(sz, shown, nshown / 2), "%zu of %zu", shown, 2 * nshown);
	world_close(w);
}

/* The bytes themselves, of the finished program. */
Test(hostile, no_screen_sends_it_to_a_terminal)
{
	static const char *const names[] = { "home",
					     "register/needs",
					     "record/needs/ne-000001",
					     "history",
					     "matrix/coverage",
					     "report/cycle",
					     "groups/actions-by-owner",
					     "attention",
					     "people" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *argv[] = { run_program(), "--data", data, "--screen", names[i], NULL };
		struct vt *vt = vt_start(24, 80, argv, NULL);

		cr_assert(vt_shows(vt, "q leave"), "%s", names[i]);
		vt_key(vt, TK_DOWN);
		vt_send(vt, "q");
		cr_assert(vt_shows(vt, "Leave cairn?"), "%s", names[i]);
		harmless(vt_all(vt), strlen(vt_all(vt)), names[i]);
		cr_expect(strstr(vt_all(vt), "\b\b over") == NULL, "%s", names[i]);
		vt_hangup(vt);
		vt_end(vt);
	}
}

Test(hostile, no_conversation_says_it)
{
	size_t shown = 0;

	for (size_t i = 0; i < nshown; i++) {
		const struct shown *s = &shown_list[i];
		char name[200];
		struct ran ran;

		snprintf(name, sizeof(name), "%s%s%s%s%s", s->screen, s->a ? "/" : "",
			 s->a ? s->a : "", s->b ? "/" : "", s->b ? s->b : "");
		ran = run_it(&in, "--plain", "--screen", name);
		harmless(ran.out, ran.out_len, name);
		harmless(ran.err, strlen(ran.err), name);
		shown += marks(ran.out) > 0;
		ran_clear(&ran);
	}
	cr_expect(gt(sz, shown, nshown / 3), "%zu of %zu", shown, nshown);
}

static const char *const commands[][8] = {
	{ "status" },
	{ "registers" },
	{ "list", "needs" },
	{ "list", "actions" },
	{ "matrix" },
	{ "show", "NE-01" },
	{ "show", "res-people" },
	{ "chain", "NE-01" },
	{ "attention" },
	{ "find", "QX" },
	{ "view", "chase-list" },
	{ "view", "money-not-secured" },
	{ "cliff" },
	{ "cycle" },
	{ "role" },
	{ "history" },
	{ "history", "NE-01" },
	{ "history", "--audit" },
	{ "retention" },
	{ "who" },
	{ "verify" },
	{ "person", "export", "root" },
	{ "erase", "NE-07", "unknowns", "--dry-run" },
	{ "set", "NE-01", "severity=low", "--dry-run" },
	{ "export", "--txt" },
	{ "export", "--md" },
	{ "export", "--md", "--report", "cjoip" },
	{ "export", "needs", "--csv" },
	{ "export", "services", "--csv" },
	{ "export", "actions", "--csv" },
	{ "matrix", "--csv" },
	{ "view", "chase-list", "--csv" },
	{ "cliff", "--csv" },
	{ "export", "--json", "--with-restricted" },
	{ "list", "needs", "--json" },
	{ "show", "NE-01", "--json" },
	{ "history", "--json" },
	{ "attention", "--json" },
	{ "export", "--csv" },
	{ "check" },
	{ "doctor" },
};

Test(hostile, no_command_prints_it)
{
	size_t shown = 0;

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct ran ran = run_words(&in, commands[i]);
		char where[80];

		snprintf(where, sizeof(where), "%s %s %s", commands[i][0],
			 commands[i][1] ? commands[i][1] : "",
			 commands[i][2] ? commands[i][2] : "");
		harmless(ran.out, ran.out_len, where);
		harmless(ran.err, strlen(ran.err), where);
		shown += marks(ran.out) > 0;
		if (commands[i][1] && strstr(where, "--json") && !ran.status) {
			struct jdoc *doc;
			struct err err = { 0 };

			cr_expect(eq(int, jdoc_read(&doc, ran.out, ran.out_len, &err), RC_OK),
				  "%s: %s", where, err.text);
			if (!err.rc)
				jdoc_free(doc);
		}
		ran_clear(&ran);
	}
	cr_expect(gt(sz, shown, 20), "%zu", shown);
}

/* A cell that begins as a sum does is a text: an apostrophe stands before it. */
static void no_sums(const char *csv, const char *where)
{
	bool quoted = false, starts = true;
	size_t cells = 0;

	for (const char *s = csv + 3; *s; s++) { /* behind the mark of UTF-8 */
		if (starts) {
			const char *cell = s + (*s == '"');

			cell += strspn(cell, " ");
			bool number = strchr("+-", *cell) && strspn(cell + 1, "0123456789.");
			bool sum = *cell && *cell != '\r' && strchr("=+-@\t", *cell);

			cr_expect(zero(int, sum && !number), "%s: %.30s", where, cell);
			cr_expect(strncmp(cell, "\357\274\235", 3) != 0, "%s: %.30s", where, cell);
			cells++;
		}
		starts = false;
		if (*s == '"')
			quoted = !quoted;
		else if (!quoted && (*s == ',' || *s == '\n'))
			starts = true;
	}
	cr_expect(gt(sz, cells, 20), "%s", where);
}

Test(hostile, no_spreadsheet_runs_it)
{
	static const char *const registers[] = { "needs", "services", "actions", "risks" };

	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
		char *csv = run_ok(&in, "export", registers[i], "--csv");

		no_sums(csv, registers[i]);
		cr_expect(marks(csv) > 0);
		free(csv);
	}
}

Test(hostile, no_reader_of_markdown_takes_it_for_its_own)
{
	static const char *const reports[] = { "cycle", "cjoip" };

	for (size_t i = 0; i < 2; i++) {
		char *md = run_ok(&in, "export", "--md", "--report", reports[i]);

		cr_expect(marks(md) > 5);
		for (const char *at = md; (at = strstr(at, "<script")); at++)
			cr_expect(at > md && at[-1] == '\\', "%s", reports[i]);
		for (const char *at = md; (at = strstr(at, "](")); at++)
			cr_expect(at > md && at[-1] == '\\', "%s: %.40s", reports[i], at);
		cr_expect(strstr(md, "\n# QX12") == NULL && strstr(md, "\n```") == NULL);
		cr_expect(strstr(md, "\n--- line") == NULL && strstr(md, "\n> quote") == NULL);
		free(md);
	}
}
