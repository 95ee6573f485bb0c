/* SPDX-License-Identifier: ISC */
/* Completion files for the shells, made from the tables of options and commands. */
#include <string.h>

#include "cli.h"

static bool is_value(enum opt o, const char *value)
{
	return opt_value(o) && !strcmp(opt_value(o), value);
}

static bool takes_files(const struct command *c)
{
	return strstr(c->words, "FILE") != NULL;
}

/* What stands between single quotes, where no shell takes a single quote. */
static void within_quotes(FILE *to, const char *text)
{
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", to);
		else
			fputc(*text, to);
}

/* bash */

static void bash_options(FILE *to, const struct command *c)
{
	for (size_t i = 0; c->options[i] != OPT_COUNT; i++)
		fprintf(to, "--%s ", opt_name(c->options[i]));
	for (size_t i = 0; i < cli_common_count; i++)
		fprintf(to, "--%s%s", opt_name(cli_common[i]), i + 1 < cli_common_count ? " " : "");
}

static void bash_with_values(FILE *to)
{
	const char *before = "";

	for (int o = 0; o < OPT_COUNT; o++)
		if (opt_value(o)) {
			fprintf(to, "%s--%s", before, opt_name(o));
			before = " | ";
		}
}

static void complete_bash(FILE *to)
{
	fputs("# bash completion for cairn\n_cairn()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}"
	      " cmd= skip= words= w\n"
	      "\tlocal IFS=$' \\t\\n'\n"
	      "\tCOMPREPLY=()\n"
	      "\tif [ \"$cur\" = = ]; then cur=; elif [ \"$before\" = = ]; then"
	      " before=${COMP_WORDS[COMP_CWORD - 2]}; fi\n"
	      "\tfor w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
	      "\t\tif [ \"$w\" = = ]; then skip=1; continue; fi\n"
	      "\t\tif [ -n \"$skip\" ]; then skip=; continue; fi\n"
	      "\t\tcase $w in\n\t\t",
	      to);
	bash_with_values(to);
	fputs(") skip=1 ;;\n\t\t-*) ;;\n\t\t*) cmd=$w; break ;;\n\t\tesac\n\tdone\n"
	      "\tcase $before in\n"
	      "\t--data) mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); return ;;\n"
	      "\t--completion) mapfile -t COMPREPLY < <(compgen -W 'bash zsh fish' -- \"$cur\");"
	      " return ;;\n\t",
	      to);
	bash_with_values(to);
	fputs(") return ;;\n\tesac\n\tcase $cmd in\n", to);
	for (const struct command *c = commands; c->name; c++) {
		fprintf(to, "\t%s) words='", c->name[0] ? c->name : "''");
		for (const struct command *k = &commands[1]; !c->name[0] && k->name; k++)
			fprintf(to, "%s ", k->name);
		bash_options(to, c);
		fprintf(to, "'%s ;;\n",
			takes_files(c) ? "; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")" : "");
	}
	fputs("\tesac\n"
	      "\tmapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	      "}\ncomplete -o filenames -F _cairn cairn\n",
	      to);
}

/* zsh */

static void zsh_option(FILE *to, enum opt o)
{
	fprintf(to, " \\\n\t\t\t'--%s[", opt_name(o));
	within_quotes(to, opt_about(o));
	fputc(']', to);
	if (opt_value(o))
		fprintf(to, ":%.*s:%s", (int)strcspn(opt_value(o), "["), opt_value(o),
			is_value(o, "DIR")     ? "_files -/"
			: is_value(o, "SHELL") ? "(bash zsh fish)"
					       : "");
	fputc('\'', to);
}

static void complete_zsh(FILE *to)
{
	fputs("#compdef cairn\n_cairn() {\n\tlocal curcontext=$curcontext state line\n"
	      "\tlocal -a first everywhere\n\tfirst=(\n",
	      to);
	for (const struct command *c = &commands[1]; c->name; c++) {
		fprintf(to, "\t\t'%s:", c->name);
		within_quotes(to, c->about);
		fputs("'\n", to);
	}
	fputs("\t)\n\teverywhere=(", to);
	for (size_t i = 0; i < cli_common_count; i++)
		zsh_option(to, cli_common[i]);
	fputs("\n\t)\n\t_arguments -C $everywhere", to);
	for (size_t i = 0; commands[0].options[i] != OPT_COUNT; i++)
		zsh_option(to, commands[0].options[i]);
	fputs(" \\\n\t\t'1: :->first' '*:: :->rest'\n"
	      "\tcase $state in\n\tfirst) _describe -t commands command first ;;\n"
	      "\trest)\n\t\tcase $words[1] in\n",
	      to);
	for (const struct command *c = &commands[1]; c->name; c++) {
		fprintf(to, "\t\t%s) _arguments $everywhere", c->name);
		for (size_t i = 0; c->options[i] != OPT_COUNT; i++)
			zsh_option(to, c->options[i]);
		fprintf(to, " \\\n\t\t\t'*: :%s' ;;\n", takes_files(c) ? "_files" : "");
	}
	fputs("\t\tesac ;;\n\tesac\n}\n_cairn \"$@\"\n", to);
}

/* fish */

/* One line of it: where the word is offered, the word, what it does. */
static void fish_line(FILE *to, const char *when, const char *command, const char *word,
		      const char *rest, const char *about)
{
	fputs("complete -c cairn", to);
	if (when)
		fprintf(to, " -n '%s%s'", when, command);
	fprintf(to, " %s%s -d '", word, rest);
	within_quotes(to, about);
	fputs("'\n", to);
}

static void fish_option(FILE *to, const struct command *c, enum opt o)
{
	const char *when = !c           ? NULL
			   : c->name[0] ? "__fish_seen_subcommand_from "
					: "__fish_use_subcommand";
	const char *word = is_value(o, "DIR")     ? "-x -a '(__fish_complete_directories)' -l "
			   : is_value(o, "SHELL") ? "-x -a 'bash zsh fish' -l "
			   : opt_value(o)         ? "-x -l "
						  : "-l ";

	fish_line(to, when, c ? c->name : "", word, opt_name(o), opt_about(o));
}

static void complete_fish(FILE *to)
{
	fputs("complete -c cairn -f\n", to);
	for (const struct command *c = &commands[1]; c->name; c++) {
		fish_line(to, "__fish_use_subcommand", "", "-a ", c->name, c->about);
		if (takes_files(c))
			fprintf(to, "complete -c cairn -n '__fish_seen_subcommand_from %s' -F\n",
				c->name);
	}
	for (const struct command *c = commands; c->name; c++)
		for (size_t i = 0; c->options[i] != OPT_COUNT; i++)
			fish_option(to, c, c->options[i]);
	for (size_t i = 0; i < cli_common_count; i++)
		fish_option(to, NULL, cli_common[i]);
}

static const struct {
	const char *shell;
	void (*write)(FILE *to);
} completions[] = { { "bash", complete_bash }, { "zsh", complete_zsh }, { "fish", complete_fish } };

enum rc cli_completion(FILE *to, const char *shell, struct err *err)
{
	for (size_t i = 0; i < sizeof(completions) / sizeof(completions[0]); i++)
		if (!strcmp(completions[i].shell, shell)) {
			completions[i].write(to);
			return RC_OK;
		}
	return err_set(err, RC_USAGE,
		       "there is no completion file for '%s'; bash, zsh and fish have one", shell);
}
