/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "config/settings_internal.h"
#include "lib_dir.h"
#include "same.h"

static struct arena *arena;
static char *dir;
static const char *site, *person;
static struct pack_faults faults;

static void make_dirs(void)
{
	arena = arena_new();
	dir = dir_make();
	site = arena_printf(arena, "%s/site", dir);
	person = arena_printf(arena, "%s/home/.config/cairn/config.ini", dir);
	faults = (struct pack_faults){ .arena = arena };
	cr_assert(mkdir(site, 0700) == 0);
	cr_assert(mkdir(arena_printf(arena, "%s/conf.d", site), 0700) == 0);
	unsetenv("CAIRN_DATA");
	unsetenv("NO_COLOR");
}

static void drop_dirs(void)
{
	dir_drop(dir);
	arena_free(arena);
}

TestSuite(settings, .init = make_dirs, .fini = drop_dirs, .timeout = 20);

static void put(const char *path, const char *text)
{
	char *at = arena_str(arena, path);

	for (char *slash = strchr(at + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(at, 0700);
		*slash = '/';
	}
	file_put(path, text, strlen(text));
}

static void put_site(const char *name, const char *text)
{
	put(arena_printf(arena, "%s/%s", site, name), text);
}

static struct settings *opened(void)
{
	const struct settings_from from = { site, person };
	struct err err = { 0 };
	struct settings *s = NULL;

	cr_assert(settings_open(&s, &from, &faults, &err) == RC_OK, "%s", err.text);
	return s;
}

Test(settings, every_one_has_a_good_built_in_value_and_help)
{
	struct settings *s = opened();
	struct err err = { 0 };

	for (enum setting k = 0; k < SETTING_COUNT; k++) {
		cr_expect(eq(int, settings_layer(s, k), FROM_BUILT_IN));
		cr_expect(eq(int, settings_set(s, FROM_BUILT_IN, k, settings_text(s, k), &err),
			     RC_OK));
		cr_expect(strlen(setting_help(k)) > 10);
		cr_expect(eq(int, setting_find(setting_section(k), setting_key(k)), k));
	}
	assert_same(settings_where(s, SETTING_ESC), "built in");
	cr_expect(eq(long, settings_int(s, SETTING_ESC), 100));
	cr_expect(settings_on(s, SETTING_LETTERS));
	settings_close(s);
}

Test(settings, the_stronger_layer_stands_above_the_weaker)
{
	struct settings *s;
	struct err err = { 0 };

	put_site(
		"config.ini",
		"[keys]\nescape_ms = 20\n[screen]\nascii = yes\nlayout = single\n[store]\ndata = /site\n");
	put_site("conf.d/20.ini", "[keys]\nescape_ms = 40\n");
	put_site("conf.d/10.ini", "[keys]\nescape_ms = 30\n");
	put_site("conf.d/90.txt", "[keys]\nescape_ms = 90\n");
	put(person, "[screen]\nlayout = beside\n[store]\ndata = /person\n");
	setenv("CAIRN_DATA", "/environment", 1);
	s = opened();
	cr_expect(eq(long, settings_int(s, SETTING_ESC), 40));
	cr_expect(eq(int, settings_layer(s, SETTING_ESC), FROM_SITE));
	expect_part(settings_where(s, SETTING_ESC), "conf.d/20.ini:2");
	cr_expect(settings_on(s, SETTING_ASCII));
	assert_same(settings_text(s, SETTING_LAYOUT), "beside");
	expect_part(settings_where(s, SETTING_LAYOUT), "config.ini:2");
	assert_same(settings_text(s, SETTING_DATA), "/environment");
	assert_same(settings_where(s, SETTING_DATA), "CAIRN_DATA");
	cr_expect(eq(int, settings_set(s, FROM_COMMAND, SETTING_DATA, "here", &err), RC_OK));
	assert_same(settings_text(s, SETTING_DATA), "here");
	cr_expect(eq(int, settings_set(s, FROM_PERSON, SETTING_DATA, "/again", &err), RC_OK));
	assert_same(settings_text(s, SETTING_DATA), "here");
	cr_expect(eq(sz, faults.n, 0));
	settings_close(s);
}

Test(settings, no_color_turns_colour_off)
{
	struct settings *s;

	put(person, "[screen]\ncolour = yes\n");
	setenv("NO_COLOR", "1", 1);
	s = opened();
	cr_expect(not(settings_on(s, SETTING_COLOUR)));
	assert_same(settings_where(s, SETTING_COLOUR), "NO_COLOR");
	settings_close(s);
	unsetenv("NO_COLOR");
	s = opened();
	cr_expect(settings_on(s, SETTING_COLOUR));
	settings_close(s);
}

#define LONG "0123456789012345678901234567890123456789"

static const struct {
	const char *text;
	int line, column;
	const char *says;
} cases[] = {
	{ "[screen]\nplain = perhaps\n", 2, 9, "takes yes or no" },
	{ "[keys]\nescape_ms = 5\n", 2, 13, "10..2000" },
	{ "[keys]\nescape_ms = 99999999999\n", 2, 13, "whole number" },
	{ "[keys]\nescape_ms = 10x\n", 2, 13, "whole number" },
	{ "[screen]\nlayout = besides\n", 2, 10, "beside or single" },
	{ "[screen]\nlayout =\n", 2, 9, "beside or single" },
	{ "[store]\ndata = data\n", 2, 8, "starts with '/'" },
	{ "[screen]\nplane = yes\n", 2, 1, "no setting 'plane'" },
	{ "[scream]\nplane = yes\n", 2, 1, "no section 'scream'" },
	{ "[screen]\nescape_ms = 20\n", 2, 1, "belongs under [keys]" },
	{ "plain = yes\n", 1, 1, "before the first [section]" },
	{ "[screen\nplain = yes\n", 1, 1, "ends with ']'" },
	{ "[screen]\nplain\n", 2, 1, "'key = value'" },
	{ "[screen]\nplain = yes\nplain = no\n", 3, 1, "in line 2 already" },
	{ "[screen]\nplain = yes\n  ascii = yes\n", 3, 1, "indented" },
	{ "[screen]\nplain = yes ; not really\n", 2, 13, "cut off" },
	{ "[screen]\n# " LONG LONG LONG LONG LONG "\n", 2, 1, "199 bytes" },
	{ "[screen]\nplain = y\xe2\x80\x8b"
	  "es\n",
	  2, 1, "hidden character" },
	{ "[screen]\nplain = y\xff\n", 2, 1, "UTF-8" },
	{ "[store]\npacks = /elsewhere\n", 2, 1, "set by the site alone" },
};

Test(settings, each_fault_is_told_with_its_place_and_the_file_is_left_out_whole)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct settings *s;

		faults.n = 0;
		put(person, arena_printf(arena, "%s[forms]\nview = whole\n", cases[i].text));
		s = opened();
		cr_assert(faults.n >= 1, "case %zu is taken: %s", i, cases[i].text);
		cr_expect(faults.v[0].line == cases[i].line &&
				  faults.v[0].column == cases[i].column,
			  "case %zu: %d:%d %s", i, faults.v[0].line, faults.v[0].column,
			  faults.v[0].text);
		expect_part(faults.v[0].text, cases[i].says);
		cr_expect(eq(int, settings_layer(s, SETTING_VIEW), FROM_BUILT_IN));
		settings_close(s);
	}
}

Test(settings, every_fault_of_a_file_is_told)
{
	put(person, "[screen]\nplain = maybe\n\n  x = y\n[keys]\nescape_ms = 1\nnothing\n");
	settings_close(opened());
	cr_expect(eq(sz, faults.n, 4));
}

Test(settings, the_site_may_say_where_its_packs_are)
{
	struct settings *s;

	put_site("config.ini", "[store]\npacks = /srv/packs\n");
	s = opened();
	assert_same(settings_text(s, SETTING_PACKS), "/srv/packs");
	cr_expect(eq(int, settings_set(s, FROM_COMMAND, SETTING_PACKS, "/mine", NULL), RC_INVALID));
	assert_same(settings_text(s, SETTING_PACKS), "/srv/packs");
	settings_close(s);
}

static char *saved(void)
{
	char *text = file_text(person, NULL), *copy = arena_str(arena, text);

	free(text);
	return copy;
}

Test(settings, saving_keeps_the_other_lines_as_they_are)
{
	struct settings *s;
	struct err err = { 0 };
	struct stat st;

	put(person, "# mine\n\n[screen]\n# why\ncolour = yes\nplain=no\n\n[forms]\nview = whole");
	s = opened();
	cr_assert(settings_save(s, SETTING_PLAIN, "on", &err) == RC_OK, "%s", err.text);
	assert_same(
		saved(),
		"# mine\n\n[screen]\n# why\ncolour = yes\nplain = yes\n\n[forms]\nview = whole\n");
	cr_assert(eq(int, settings_save(s, SETTING_ASCII, "yes", &err), RC_OK));
	cr_assert(eq(int, settings_save(s, SETTING_ESC, "50", &err), RC_OK));
	assert_same(
		saved(),
		"# mine\n\n[screen]\nascii = yes\n# why\ncolour = yes\nplain = yes\n\n[forms]\nview = whole\n"
		"\n[keys]\nescape_ms = 50\n");
	cr_assert(stat(person, &st) == 0);
	cr_expect(eq(int, (int)(st.st_mode & 0777), 0600));
	settings_close(s);
	s = opened();
	cr_expect(eq(sz, faults.n, 0));
	cr_expect(settings_on(s, SETTING_PLAIN) && settings_on(s, SETTING_ASCII) &&
		  settings_int(s, SETTING_ESC) == 50);
	settings_close(s);
}

Test(settings, saving_makes_the_file_and_refuses_what_would_not_read_again)
{
	struct settings *s = opened();
	struct err err = { 0 };

	cr_expect(eq(int, settings_save(s, SETTING_DATA, "relative", NULL), RC_INVALID));
	cr_expect(eq(int, settings_save(s, SETTING_DATA, "/a ;b", NULL), RC_INVALID));
	cr_expect(eq(int, settings_save(s, SETTING_LAYOUT, "sideways", NULL), RC_INVALID));
	cr_expect(eq(int, settings_save(s, SETTING_PACKS, "/mine", NULL), RC_INVALID));
	assert_same(settings_text(s, SETTING_LAYOUT), "beside");
	cr_expect(access(person, F_OK) != 0);
	cr_assert(settings_save(s, SETTING_LAYOUT, "single", &err) == RC_OK, "%s", err.text);
	assert_same(saved(), "[screen]\nlayout = single\n");
	assert_same(settings_text(s, SETTING_LAYOUT), "single");
	settings_close(s);
}

Test(settings, saving_leaves_a_file_with_a_fault_alone)
{
	struct settings *s;
	struct err err = { 0 };

	put(person, "[screen]\n  plain = yes\n");
	s = opened();
	cr_expect(eq(int, settings_save(s, SETTING_ASCII, "yes", &err), RC_INVALID));
	expect_part(err.text, "put that right first");
	assert_same(saved(), "[screen]\n  plain = yes\n");
	cr_expect(not(settings_on(s, SETTING_ASCII)));
	settings_close(s);
}

Test(settings, what_the_command_line_says_stays_above_what_is_saved)
{
	struct settings *s = opened();
	struct err err = { 0 };

	settings_set(s, FROM_COMMAND, SETTING_VIEW, "guided", &err);
	cr_assert(settings_save(s, SETTING_VIEW, "whole", &err) == RC_OK, "%s", err.text);
	assert_same(settings_text(s, SETTING_VIEW), "guided");
	assert_same(saved(), "[forms]\nview = whole\n");
	settings_close(s);
}

Test(settings, a_file_that_is_a_link_stays_one)
{
	char *real = arena_printf(arena, "%s/real.ini", dir);
	struct settings *s;
	struct err err = { 0 };
	struct stat st;

	put(person, "");
	put(real, "[screen]\ncolour = yes\n");
	cr_assert(unlink(person) == 0 && symlink(real, person) == 0);
	s = opened();
	cr_assert(settings_save(s, SETTING_ASCII, "yes", &err) == RC_OK, "%s", err.text);
	cr_assert(lstat(person, &st) == 0);
	cr_expect(eq(int, (int)(st.st_mode & S_IFMT), S_IFLNK));
	expect_part(saved(), "ascii = yes");
	settings_close(s);
}

Test(settings, checking_a_file_tells_its_faults)
{
	struct err err = { 0 };

	put_site("config.ini", "[store]\npacks = /srv\n[screen]\nplain = x\n");
	cr_expect(eq(int,
		     pack_check_file(arena_printf(arena, "%s/config.ini", site), &faults, &err),
		     RC_INVALID));
	cr_assert(eq(sz, faults.n, 1));
	cr_expect(eq(int, faults.v[0].line, 4));
	expect_part(err.text, "config.ini:4");
}
