package io.lifecycle4j.core.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets by how they look, whatever they are called: keys of well-known services, JSON web
 * tokens, names and passwords in addresses, headers, and arguments of well-known commands.
 *
 * <p>Every pattern is bounded, so that a text takes time in proportion to its length.
 */
final class SecretShapes {
  /** What a text must hold, in any case, to be looked at for some shape: most hold none of them. */
  private static final List<String> HINTS =
      List.of(
          "@",
          "oracle",
          "sqlplus",
          "hook",
          "googleapis",
          "telegram",
          "sig=",
          "signature=",
          "credential=",
          "hmac=",
          "bearer",
          "-u",
          "sshpass",
          "mysql",
          "mariadb",
          "mongo",
          "login",
          "redis-cli",
          "ldap",
          "machine",
          "account",
          "passw",
          "passphrase",
          "passcode",
          "identified",
          "basic");

  private static final WordSearch HINTED = new WordSearch(HINTS);

  /**
   * One shape.
   *
   * @param hints one of them must be in a text, as bits
   * @param pattern the shape; the first group is what is shown of it
   * @param behind what is shown after the secret
   */
  private record Shape(long hints, Pattern pattern, String behind) {
    static Shape of(String regex, String behind, String... hints) {
      return new Shape(bits(hints), Pattern.compile(regex), behind);
    }

    String redact(String text, long found) {
      return (found & hints) == 0
          ? text
          : pattern.matcher(text).replaceAll("$1" + SecretFilter.REDACTED + behind);
    }
  }

  private static final String KEYS =
      "(?:(?<![A-Za-z0-9])|(?<=\\\\[nrt]))(?:"
          + "(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{8,}"
          + "|gh[pousr]_[A-Za-z0-9]{8,}"
          + "|github_pat_[A-Za-z0-9_]{8,}"
          + "|gl(?:pat|rt|dt|ptt|cbt|soat)-[A-Za-z0-9_-]{8,}"
          + "|xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}"
          + "|[sprw]k_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[A-Za-z0-9]{16,}"
          + "|sk-[A-Za-z0-9_-]{20,}"
          + "|hf_[A-Za-z0-9]{16,}|r8_[A-Za-z0-9]{30,}|nvapi-[A-Za-z0-9_-]{16,}"
          + "|npm_[A-Za-z0-9]{30,}"
          + "|pypi-Ag[A-Za-z0-9_-]{16,}"
          + "|AIza[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{16,}|ya29\\.[A-Za-z0-9_-]{16,}"
          + "|SG\\.[A-Za-z0-9_-]{16,}+\\.[A-Za-z0-9_-]{16,}"
          + "|hv[sbr]\\.[A-Za-z0-9_-]{16,}"
          + "|do[opr]_v1_[0-9a-f]{16,}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{16,}|dapi[0-9a-f]{32}"
          + "|AGE-SECRET-KEY-1[0-9A-Z]{16,}"
          + "|[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}"
          + "|eyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*+){0,4})";

  /**
   * A password may itself hold slashes and at signs, so that all up to the last of them goes;
   * within bounds, or a long line of addresses would be searched to its end for each.
   */
  private static final String ADDRESS =
      "((?<=://|:\\\\/\\\\/))(?:[^\\s/@:]{0,500}:[^\\s<>]{0,500}@|[^\\s/@]{1,500}@)";

  /**
   * {@code user:password@host}; {@code image:tag@sha256:…} is none, nor {@code fraud:7@production}
   * or {@code best:ndcg@10}.
   */
  private static final String LOGIN =
      "((?<![A-Za-z0-9:/@._-])[A-Za-z0-9._-]{1,60}:)(?![0-9.]{1,9}@)"
          + "[^\\s@/:\"'<>(){}\\[\\],;=]{1,100}@(?!sha256:)(?=[A-Za-z\\[]|[0-9]{1,3}\\.[0-9])";

  private static final String ORACLE =
      "(?i)(jdbc:oracle:[a-z0-9]{1,10}:|\\bsqlplus\\s{1,5}(?:-[a-z]{1,9}\\s{1,5})?)"
          + "[^\\s/@]{1,100}/\\S{1,200}@";

  private static final String HOOKS =
      "(?i)((?:hooks\\.slack\\.com|discord(?:app)?\\.com/api/(?:v[0-9]{1,3}/)?webhooks"
          + "|webhook\\.office\\.com|hooks\\.zapier\\.com)/)[^\\s\"'<>`)]+";

  private static final String CHATS =
      "(?i)(chat\\.googleapis\\.com/v1/spaces/|api\\.telegram\\.org/bot)[^\\s\"'<>`)]+";

  private static final String QUERY =
      "(?i)([?&](?:amp;)?(?:[a-z]{1,20}[-_]){0,3}(?:sig|signature|credential|hmac)=)[^&\\s\"'<>]+";

  private static final String BEARER =
      "(\\b(?i:bearer)\\s{1,9})(?=[^\\s]{0,200}(?:[0-9]|[a-z][A-Z]))[A-Za-z0-9._~+/=-]{8,}";

  /** A name and a password for {@code curl} and its like; user and group numbers are none. */
  private static final String USER =
      "((?:^|[\\s\"'])(?i:-u|--user|--proxy-user)[\\s=\"',]{1,9}(?![0-9]+:[0-9]+(?:[\\s\"']|$))"
          + "[^\\s:%\"']{1,100}[:%])[^\\s\"']+";

  /** The password of a command that has a short flag for it, with or without a blank. */
  private static final String COMMAND =
      "(\\b(?:sshpass|mysql\\w{0,10}|mariadb[\\w-]{0,10}|mongo\\w{0,10}|login|redis-cli|ldap\\w{1,10})"
          + "\\s(?:(?s:.{0,200}?)\\s)??-[apw]\\s{0,5}[\"']?)[^\\s\"']+";

  private static final String NETRC =
      "(?i)(\\b(?:machine|login|account)\\s{1,9}\\S{1,200}\\s{1,9}pass(?:word|wd)?\\s{1,9})\\S+";

  /** What a sentence says a password is, if it is a word with digits that names no algorithm. */
  private static final String SPOKEN =
      "(?i)(\\bpass(?:word|wd|phrase|code)\\s{1,9}(?:(?:is|was|to)\\s{1,9})?[\"']?)"
          + "(?!(?:sha|md|bcrypt|argon|pbkdf|scrypt|aes|base)[-_0-9])"
          + "(?=[^\\s\"']{0,100}[0-9])(?=[^\\s\"']{0,100}[a-z])[^\\s\"']{6,200}";

  private static final String SQL =
      "(?i)(\\bidentified\\s{1,9}by\\s{1,9}(?:password\\s{1,9})?)\\S+";

  private static final Shape ADDRESSES = Shape.of(ADDRESS, "@", "@");

  private static final Pattern KEY = Pattern.compile(KEYS);

  /** What a key begins with. */
  private static final String KEY_STARTS = "Aagxsrwhnp0123456789GySde";

  /** The shortest key of a service. */
  static final int SHORTEST_KEY = 11;

  private static final List<Shape> SHAPES =
      List.of(
          Shape.of(LOGIN, "@", "@"),
          Shape.of(ORACLE, "@", "oracle", "sqlplus"),
          Shape.of(HOOKS, "", "hook"),
          Shape.of(CHATS, "", "googleapis", "telegram"),
          Shape.of(QUERY, "", "sig=", "signature=", "credential=", "hmac="),
          Shape.of(BEARER, "", "bearer"),
          Shape.of(USER, "", "-u"), // --user and --proxy-user too
          Shape.of(
              COMMAND, "", "sshpass", "mysql", "mariadb", "mongo", "login", "redis-cli", "ldap"),
          Shape.of(NETRC, "", "machine", "login", "account"),
          Shape.of(SPOKEN, "", "passw", "passphrase", "passcode"),
          Shape.of(SQL, "", "identified"));

  private static final long BASIC_HINT = bits("basic");

  private static final Pattern BASIC =
      Pattern.compile("(\\b(?i:basic)\\s{1,9})([A-Za-z0-9+/_-]{4,4000}+={0,2})");

  private SecretShapes() {}

  private static long bits(String... hints) {
    long bits = 0;
    for (String hint : hints) {
      bits |= 1L << HINTS.indexOf(hint);
    }
    return bits;
  }

  static String redact(String text) {
    long found = HINTED.allIn(text);
    String shown = ADDRESSES.redact(text, found);
    shown = mayHoldKey(shown) ? withoutKeys(shown) : shown;
    for (Shape shape : SHAPES) {
      shown = shape.redact(shown, found);
    }
    return (found & BASIC_HINT) != 0 ? withoutLogins(shown) : shown;
  }

  /** Takes out keys, which are looked for only where a word begins. */
  private static String withoutKeys(String text) {
    StringBuilder out = new StringBuilder();
    Matcher key = KEY.matcher(text).useTransparentBounds(true);
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      if (mayStartKey(text, i) && key.region(i, text.length()).lookingAt()) {
        out.append(text, copied, i).append(SecretFilter.REDACTED);
        copied = key.end();
        i = copied - 1;
      }
    }
    return copied == 0 ? text : out.append(text, copied, text.length()).toString();
  }

  /** A key begins at the beginning of a word, or behind the letter of {@code \n}. */
  private static boolean mayStartKey(String text, int at) {
    char before = at == 0 ? ' ' : text.charAt(at - 1);
    return (!isWord(before) || (at > 1 && text.charAt(at - 2) == '\\'))
        && KEY_STARTS.indexOf(text.charAt(at)) >= 0;
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static String withoutLogins(String text) {
    return BASIC
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    login(found.group(2))
                        ? found.group(1) + SecretFilter.REDACTED
                        : found.group()));
  }

  /** Takes out only who logs in to an address. */
  static String addresses(String text) {
    return ADDRESSES.redact(text, HINTED.allIn(text));
  }

  /** Tells whether a word is as long as a key of a service: prose has none. */
  private static boolean mayHoldKey(String text) {
    int length = 0;
    for (int i = 0; i < text.length() && length < SHORTEST_KEY; i++) {
      char c = text.charAt(i);
      boolean inKey = isWord(c) || "_-.:".indexOf(c) >= 0;
      length = inKey ? length + 1 : 0;
    }
    return length >= SHORTEST_KEY;
  }

  /** Tells whether a text is {@code user:password} in base64, as in headers. */
  private static boolean login(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      String login = new String(bytes, StandardCharsets.ISO_8859_1);
      return login.indexOf(':') >= 0 && login.chars().allMatch(c -> c >= ' ');
    } catch (IllegalArgumentException e) {
      return false; // a word, such as the next one of a sentence
    }
  }
}
