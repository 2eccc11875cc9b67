/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program owes its surroundings. A filter may die of SIGPIPE, a run of hours may not lose its results because a pipe beside it
 * closed: so the signal is ignored while the program works, and made up for at the end. */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define RED "\033[1;31m"
#define YELLOW "\033[1;33m"
#define PLAIN "\033[0m"

static volatile sig_atomic_t interrupted;
static FILE *nowhere; /* where messages go instead of stderr; NULL: they do go there */
static char last_message[300];

void cli_message(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (nowhere != NULL) {
        vsnprintf(last_message, sizeof last_message, format, arguments);
    } else {
        fputs("brink: ", stderr);
        vfprintf(stderr, format, arguments);
        fputc('\n', stderr);
    }
    va_end(arguments);
}

void cli_mute(void) {
    nowhere = fopen("/dev/null", "w");
    if (nowhere != NULL) dup2(fileno(nowhere), STDOUT_FILENO);
}

const char *cli_muted_message(void) {
    return last_message;
}

FILE *cli_errors(void) {
    return nowhere != NULL ? nowhere : stderr;
}

brink_status cli_fail(const brink_error *error) {
    cli_message("%s", error->message);
    return error->status;
}

brink_status cli_fail_memory(void) {
    cli_message("%s", brink_status_text(BRINK_E_MEMORY));
    return BRINK_E_MEMORY;
}

bool cli_has_colour(FILE *stream) {
    const char *no_colour = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    if (no_colour != NULL && *no_colour != '\0') return false;
    return term != NULL && strcmp(term, "dumb") != 0 && isatty(fileno(stream));
}

/** One line; the word after the place, "error:" or "warning:", in colour. */
static void print_coloured(const char *line) {
    static const struct { const char *word, *colour; } marks[] = {{": error: ", RED}, {": warning: ", YELLOW}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *found = strstr(line, marks[i].word);
        if (found == NULL || *line == ' ') continue; /* lines that show the source begin with spaces */
        int before = (int)(found + 2 - line), word = (int)strlen(marks[i].word) - 3;
        fprintf(cli_errors(), "%.*s%s%.*s%s%s\n", before, line, marks[i].colour, word, found + 2, PLAIN, found + 2 + word);
        return;
    }
    fprintf(cli_errors(), "%s\n", line);
}

void cli_print_diagnostics(const brink_diagnostics *diagnostics, size_t limit) {
    char *text = brink_diagnostics_render(diagnostics, limit);
    if (text == NULL) {
        cli_fail_memory();
        return;
    }
    if (!cli_has_colour(stderr)) {
        fputs(text, cli_errors());
    } else {
        char *rest = text;
        for (char *line = strsep(&rest, "\n"); rest != NULL; line = strsep(&rest, "\n")) print_coloured(line);
    }
    free(text);
}

void cli_streams_init(void) {
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        /* The lowest free number is given; for reading alone, so that what is written there still fails. */
        if (fcntl(descriptor, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != descriptor) abort();
    }
}

static void on_signal(int number) {
    if (interrupted) {
        signal(number, SIG_DFL); /* SA_NODEFER is not set: it is delivered when this handler returns */
        raise(number);
    }
    interrupted = 1;
}

void cli_signals_init(void) {
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static const int asked[] = {SIGINT, SIGTERM, SIGUSR1, SIGHUP};
enum { ASKED = sizeof asked / sizeof asked[0] };
static struct sigaction unheard[ASKED];

const volatile sig_atomic_t *cli_hear_signals(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < ASKED; i++) {
        sigaction(asked[i], NULL, &unheard[i]);
        bool is_kept_off = asked[i] == SIGHUP && unheard[i].sa_handler == SIG_IGN; /* by nohup */
        if (!is_kept_off) sigaction(asked[i], &action, NULL);
    }
    return &interrupted;
}

void cli_leave_signals(void) {
    for (size_t i = 0; i < ASKED; i++) sigaction(asked[i], &unheard[i], NULL);
}

unsigned cli_terminal_width(FILE *stream) {
    struct winsize size;
    return isatty(fileno(stream)) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static bool reader_has_gone(void) {
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

brink_status cli_close_stdout(void) {
    bool had_failed = ferror(stdout) != 0;
    errno = 0;
    if (fflush(stdout) == 0 && !had_failed) {
        if (close(STDOUT_FILENO) == 0 || errno == EBADF) return BRINK_OK;
    } else if (errno == EPIPE || reader_has_gone()) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    if (errno == 0) errno = EIO;
    cli_message("cannot write to standard output: %s", strerror(errno));
    return BRINK_E_IO;
}
