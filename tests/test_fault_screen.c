/* SPDX-License-Identifier: ISC */
/* A session on a terminal whose calls fail while it saves: it says so, goes on reading, and saves the next time. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_fault.h"
#include "lib_run.h"
#include "lib_vt.h"
#include "same.h"
#include "tui/keys.h"

enum { MOST = 100000 };

static char *scratch, *data;
static char config[300];
static struct run in;
static struct fault fault;
static struct vt *vt;

static void begin(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make_quick();
	data = dir_path(scratch, "store");
	snprintf(config, sizeof(config), "XDG_CONFIG_HOME=%s/config", scratch);
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
}

static void end(void)
{
	vt_end(vt);
	fault_end(&fault);
	dir_drop(scratch);
	free(data);
}

TestSuite(fault_screen, .init = begin, .fini = end, .timeout = 1800);

static void open_on(const char *screen)
{
	const char *argv[] = { run_program(), "--data", data, "--screen", screen, NULL };
	const char *env[] = { config, NULL };

	vt_end(vt);
	vt = vt_start(24, 80, argv, env);
}

static const int errors[] = { ENOSPC, EIO, EDQUOT, EROFS, ENOMEM, EINTR };
enum { ERRORS = sizeof(errors) / sizeof(errors[0]) };

/* How a failure begins on the message line. */
#define REFUSED \
	"nothing was saved", "may be read but not changed", "Cannot ", "is full", \
		"does not answer", "not enough memory"

/* One way to save and another that turns it back, so that each can follow the other. */
struct turn {
	const char *keys[2], *done[2];
};

/*
 * Each call of a save fails, in one session: the screen says so, and the same
 * key again does it. False: it went through with that many calls.
 */
static bool fail_one(const struct turn *t, unsigned n, int error, int way)
{
	const char *const shown[] = { t->done[way], REFUSED, NULL }, *const done[] = { t->done[way],
										       NULL };
	bool hit;
	int at;

	fault_arm(&fault, n, error, false);
	vt_send(vt, t->keys[way]);
	at = vt_shows_any(vt, shown);
	hit = fault_hit(&fault);
	fault_arm(&fault, 0, 0, false);
	cr_assert(ge(int, at, 0), "call %u, %s: %s: neither done nor said:\n%s", n,
		  fault.page->what, strerror(error), vt_screen(vt));
	if (at > 0) {
		vt_send(vt, t->keys[way]);
		cr_assert(eq(int, vt_shows_any(vt, done), 0), "call %u: it does not go on:\n%s", n,
			  vt_screen(vt));
	}
	return hit;
}

static void fail_each(const struct turn *t)
{
	bool all = getenv("CAIRN_SOAK") != NULL;
	unsigned n = 1, failed = 0;

	for (bool hit = true; hit && n < MOST; n++) {
		hit = false;
		for (unsigned i = 0; i < (all ? ERRORS : 1); i++)
			hit |= fail_one(t, n, errors[(n + i) % ERRORS], (int)((n + i) % 2));
		failed += hit;
	}
	cr_expect(gt(uint, failed, 2u), "%u", failed);
	cr_log_info("%u calls", failed);
}

static void expect_field(const char *id, const char *field, const char *text)
{
	struct jdoc *doc = run_json(&in, "show", id, "--json");
	const char *now = jval_text(jval_get(jdoc_top(doc), field));

	expect_same(now ? now : "", text);
	jdoc_free(doc);
}

Test(fault_screen, a_tick_that_cannot_be_saved_is_said_and_saved_the_next_time)
{
	fault_calls(&fault, data);
	open_on("item/res-people");
	cr_assert(vt_shows(vt, "Where it stands"));
	fail_each(&(struct turn){ { "\033[H\033OB ", "\033[H " }, { "3 (*)", "1 (*)" } });
	vt_send(vt, "\033[H\033OB ");
	cr_assert(vt_shows(vt, "3 (*)"));
	fault_end(&fault);
	expect_field("res-people", "state", "done");
	free(run_ok(&in, "verify"));
}

/* What "is kept" promises is true, or is not said. */
static void typed_on_a_full_disk(const char *screen, const char *empty)
{
	fault_calls(&fault, data);
	open_on(screen);
	cr_assert(vt_shows(vt, empty));
	fault_arm(&fault, 1, ENOSPC, true);
	vt_send(vt, "Lodgings\t");
	cr_expect(vt_shows(vt, "What you typed could not be kept"), "%s", vt_screen(vt));
	vt_key(vt, TK_ESC);
	cr_expect(vt_shows(vt, "cannot be kept; Esc again leaves it"), "%s", vt_screen(vt));
	cr_expect(vt_shows(vt, "Lodgings"), "%s", vt_screen(vt));
	fault_arm(&fault, 0, 0, false);
	vt_key(vt, TK_ESC);
	cr_assert(vt_shows(vt, "what you typed is kept for you"), "%s", vt_screen(vt));
	fault_end(&fault);
	open_on(screen);
	cr_expect(vt_shows(vt, "Lodgings"), "%s", vt_screen(vt));
}

Test(fault_screen, a_form_says_when_what_was_typed_cannot_be_kept)
{
	typed_on_a_full_disk("form/needs", "> _____");
}

Test(fault_screen, a_box_says_when_what_was_typed_cannot_be_kept)
{
	free(run_ok(&in, "set", "NE-3", "trend=falling"));
	typed_on_a_full_disk("erase/15", "Why is it removed?");
}
