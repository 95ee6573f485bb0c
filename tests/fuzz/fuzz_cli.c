/* SPDX-License-Identifier: ISC */
/* The command line with every command that works in a partnership, and what ssh was given to run. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "fuzz_world.h"
#include "screens/cli.h"
#include "screens/kiosk.h"

enum { WORDS_MOST = 24 };

/* The program's own stands beside main; here nothing is opened. */
enum rc cmd_open(struct cli *c, struct err *err)
{
	(void)c;
	return err_set(err, RC_USAGE, "there is no terminal here");
}

/* Those alone that read and write no file of the computer. */
static bool stays_inside(const struct command *c)
{
	static const char *const no[] = { "import", "check", "config", "doctor" };

	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (!strcmp(c->name, no[i]))
			return false;
	return c->need == NEED_CYCLE;
}

static void run(struct cli *c, struct bytes which)
{
	struct world *w = fuzz_world(&which);
	struct err err = { 0 };
	enum rc rc;

	c->app = w->app;
	rc = c->command->run(c, &err);
	w->app = c->app;
	/* what records lack is printed line by line */
	fuzz_must(rc == RC_OK || rc == RC_INVALID || err.text[0], "a command that fails says so");
	fuzz_world_close(w);
}

/* The first byte says in which partnership; then each line is a word. */
void fuzz_commands(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	struct cli c = { .arena = arena_new() };
	char *words[WORDS_MOST + 2] = { mem_str("cairn") };
	const struct bytes which = b;
	struct err err = { 0 };
	int n = 1;

	bytes_byte(&b);
	while (n <= WORDS_MOST && (words[n] = bytes_line(&b)))
		n++;
	if (cli_read(&c, n, words, &err) != RC_OK)
		fuzz_must(err.rc == RC_USAGE && err.text[0], "what is not understood is told");
	else if (cli_on(&c, OPT_HELP))
		cli_usage(stdout, c.command);
	else if (cli_on(&c, OPT_COMPLETION))
		cli_completion(stdout, c.value[OPT_COMPLETION], &err);
	else if (stays_inside(c.command))
		run(&c, which);
	for (int i = 0; i < n; i++)
		mem_free(words[i]);
	arena_free(c.arena);
}

void fuzz_kiosk(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	struct cli c = { .arena = arena_new() };
	struct err err = { 0 };
	char *asked = arena_strn(c.arena, (const char *)b.at, b.left);
	/* setenv keeps a copy of every value that it was ever given */
	char *set = arena_printf(c.arena, "SSH_ORIGINAL_COMMAND=%s", asked);
	const char *number = asked + 4;
	bool get = !strncmp(asked, "get ", 4) && *number &&
		   strspn(number, "0123456789") == strlen(number);
	enum rc rc;

	c.app.kiosk = true;
	c.app.data_dir = "/nowhere";
	c.app.session.actor.person = "ann";
	putenv(set);
	rc = kiosk_asked(&c, &err);
	unsetenv("SSH_ORIGINAL_COMMAND");
	fuzz_must(rc != RC_OK || !strcmp(asked, "list") || !strcmp(asked, "help") || get,
		  "list, get N and help are all there is");
	arena_free(c.arena);
}
