/* SPDX-License-Identifier: ISC */
/*
 * settings - layered INI files, read with inih
 *
 * Strongest first: command line, environment, the person's file, the site's
 * files, built in. Safety settings are taken from the site's files alone.
 * Source: cairn-config(5), made from SETTING_LIST
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include <stdio.h>

#include "pack.h"

enum setting_kind { SET_BOOL, SET_INT, SET_WORD, SET_PATH, SET_NAME };
enum setting_layer { FROM_BUILT_IN, FROM_SITE, FROM_PERSON, FROM_ENVIRONMENT, FROM_COMMAND };

/* X(enum, section, key, kind, built in, allowed ("a|b", "0..9" or ""), environment or NULL, site only, title, help) */
#define SETTING_LIST(X) \
	X(SETTING_PLAIN, "screen", "plain", SET_BOOL, "no", "", NULL, false, "Plain conversation", \
	  "A conversation line by line instead of full screens, for speech and braille") \
	X(SETTING_ASCII, "screen", "ascii", SET_BOOL, "no", "", NULL, false, \
	  "Plain lines and boxes", "Lines and boxes from + - and |") \
	X(SETTING_COLOUR, "screen", "colour", SET_BOOL, "no", "", NULL, false, "Colour", \
	  "Colour beside words and marks; NO_COLOR turns it off") \
	X(SETTING_LETTERS, "keys", "letter_keys", SET_BOOL, "yes", "", NULL, false, \
	  "Short cuts of one letter", "Single letters as short cuts") \
	X(SETTING_SUSPEND, "keys", "suspend", SET_BOOL, "no", "", NULL, false, "Ctrl-Z", \
	  "Ctrl-Z puts the program to sleep") \
	X(SETTING_ESC, "keys", "escape_ms", SET_INT, "100", "10..2000", NULL, false, \
	  "Wait after Esc", "How long Esc waits for the rest of a key, in milliseconds") \
	X(SETTING_HIGHLIGHT, "screen", "highlight", SET_WORD, "mark", "mark|row", NULL, false, \
	  "Line with the focus", \
	  "How the line with the focus is shown; row sends about 140 bytes for each move") \
	X(SETTING_CURSOR, "screen", "cursor", SET_WORD, "shown", "shown|hidden", NULL, false, \
	  "Cursor", "The terminal's own cursor on the focus") \
	X(SETTING_LAYOUT, "screen", "layout", SET_WORD, "beside", "beside|single", NULL, false, \
	  "Guidance", "Guidance beside the work, or never") \
	X(SETTING_VIEW, "forms", "view", SET_WORD, "guided", "guided|whole", NULL, false, "Forms", \
	  "One question a screen, or the whole form") \
	X(SETTING_WHO, "session", "who_is_here", SET_WORD, "name", "no|name|place", NULL, false, \
	  "What others see of you", \
	  "What others who ask are told of you: nothing, your name, or what you opened last as well") \
	X(SETTING_IDLE, "session", "idle_minutes", SET_INT, "0", "0..1440", NULL, true, \
	  "End when idle", \
	  "Minutes without a key after which a session ends, what was typed kept; 0: never") \
	X(SETTING_DATA, "store", "data", SET_PATH, "", "", "CAIRN_DATA", false, "Store", \
	  "Folder of the store") \
	X(SETTING_PACKS, "store", "packs", SET_PATH, "/etc/cairn/packs", "", NULL, true, \
	  "Template packs", "Folder of the site's template packs") \
	X(SETTING_KIOSK, "kiosk", "account", SET_NAME, "", "", NULL, true, "Kiosk account", \
	  "Account that works for people without one; only it may say who they are") \
	X(SETTING_BACKUP_FOLDER, "backup", "folder", SET_PATH, "", "", NULL, true, "Backups", \
	  "Folder of backups, whose age cairn doctor looks at") \
	X(SETTING_BACKUP_DAYS, "backup", "days", SET_INT, "2", "1..365", NULL, true, \
	  "Age of the newest backup", "How many days old the newest backup may be") \
	X(SETTING_JOURNALS, "backup", "journals", SET_INT, "60", "0..999", NULL, true, \
	  "Journal files kept", \
	  "How many closed files of the journal are kept; each backup closes one")

#define SETTING_ENUM(id, section, key, kind, initial, allowed, env, site, title, help) id,
enum setting { SETTING_LIST(SETTING_ENUM) SETTING_COUNT };
#undef SETTING_ENUM

struct settings;

struct settings_from {
	const char *site_dir;    /* /etc/cairn; CAIRN_SITE in tests */
	const char *person_file; /* NULL: $XDG_CONFIG_HOME/cairn/config.ini */
};

/*
 * settings_open - all layers; a file with a fault is left out whole and its faults are listed
 *
 * Errors:  none but RC_IO when a file is there and cannot be read; the built-in values then stand
 */
enum rc settings_open(struct settings **out, const struct settings_from *from,
		      struct pack_faults *faults, struct err *err);
void settings_close(struct settings *s);
/* settings_set - of a layer; RC_INVALID names the setting and what it takes */
enum rc settings_set(struct settings *s, enum setting_layer layer, enum setting k, const char *text,
		     struct err *err);
/* settings_save - one key in the person's file, other lines kept as they are */
enum rc settings_save(struct settings *s, enum setting k, const char *text, struct err *err);
/* settings_check_file - every fault of one file, by the site's rules; for `cairn check` */
enum rc settings_check_file(const char *path, struct pack_faults *faults, struct err *err);
const char *settings_text(const struct settings *s, enum setting k);
bool settings_on(const struct settings *s, enum setting k);
long settings_int(const struct settings *s, enum setting k);
enum setting_layer settings_layer(const struct settings *s, enum setting k);
const char *settings_where(const struct settings *s, enum setting k); /* file and line, or a word */

const char *setting_section(enum setting k);
const char *setting_key(enum setting k);
const char *setting_title(enum setting k); /* what people read; the key is for files */
const char *setting_help(enum setting k);
const char *setting_allowed(enum setting k);
enum setting_kind setting_kind_of(enum setting k);
bool setting_is_site_only(enum setting k);
enum setting setting_find(const char *section, const char *key); /* SETTING_COUNT: none */

#endif
