package io.lifecycle4j.core.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets by how they look, whatever they are called: keys of well-known services, JSON web
 * tokens, names and passwords in addresses, headers, and arguments of well-known commands.
 *
 * <p>Every pattern is bounded, so that a text takes time in proportion to its length.
 */
final class SecretShapes {
  /**
   * One shape.
   *
   * @param hint what a text must hold in lower case to be looked at: most hold none of them
   * @param pattern the shape; the first group is what is shown of it
   * @param behind what is shown after the secret
   */
  private record Shape(String hint, Pattern pattern, String behind) {
    static Shape of(String hint, String regex, String behind) {
      return new Shape(hint, Pattern.compile(regex), behind);
    }

    String redact(String text, String lowerCase) {
      return lowerCase.contains(hint)
          ? pattern.matcher(text).replaceAll("$1" + SecretFilter.REDACTED + behind)
          : text;
    }
  }

  private static final String KEYS =
      "((?<![A-Za-z0-9])|(?<=\\\\[nrt]))(?:"
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

  private static final Shape ADDRESSES = Shape.of("@", ADDRESS, "@");

  private static final Shape KEY = Shape.of("", KEYS, "");

  /** The shortest key of a service. */
  static final int SHORTEST_KEY = 11;

  private static final List<Shape> SHAPES =
      List.of(
          Shape.of("@", LOGIN, "@"),
          Shape.of("@", ORACLE, "@"),
          Shape.of("hook", HOOKS, ""),
          Shape.of("api", CHATS, ""),
          Shape.of("=", QUERY, ""),
          Shape.of("bearer", BEARER, ""),
          Shape.of("-", USER, ""),
          Shape.of("-", COMMAND, ""),
          Shape.of("pass", NETRC, ""),
          Shape.of("pass", SPOKEN, ""),
          Shape.of("identified", SQL, ""));

  private static final Pattern BASIC =
      Pattern.compile("(\\b(?i:basic)\\s{1,9})([A-Za-z0-9+/_-]{4,4000}+={0,2})");

  private SecretShapes() {}

  static String redact(String text) {
    String lowerCase = text.toLowerCase(Locale.ROOT);
    String shown = ADDRESSES.redact(text, lowerCase);
    shown = mayHoldKey(shown) ? KEY.redact(shown, lowerCase) : shown;
    for (Shape shape : SHAPES) {
      shown = shape.redact(shown, lowerCase);
    }
    return lowerCase.contains("basic") ? withoutLogins(shown) : shown;
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
    return ADDRESSES.redact(text, text);
  }

  /** Tells whether a word is as long as a key of a service: prose has none. */
  private static boolean mayHoldKey(String text) {
    int length = 0;
    for (int i = 0; i < text.length() && length < SHORTEST_KEY; i++) {
      char c = text.charAt(i);
      boolean inKey = c < 0x80 && (Character.isLetterOrDigit(c) || "_-.:".indexOf(c) >= 0);
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
