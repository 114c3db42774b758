package io.lifecycle4j.core.tracking.environment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets by how they look, whatever they are called: keys of well-known services, JSON web
 * tokens, names and passwords in addresses.
 */
final class SecretShapes {
  private static final Pattern KEYS =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?:"
              + "(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{8,}"
              + "|gh[pousr]_[A-Za-z0-9]{8,}"
              + "|github_pat_[A-Za-z0-9_]{8,}"
              + "|glpat-[A-Za-z0-9_-]{8,}"
              + "|xox[a-z]-[A-Za-z0-9-]{8,}"
              + "|[sprw]k_(?:live|test)_[A-Za-z0-9]{8,}"
              + "|sk-[A-Za-z0-9_-]{20,}"
              + "|hf_[A-Za-z0-9]{16,}"
              + "|npm_[A-Za-z0-9]{30,}"
              + "|pypi-Ag[A-Za-z0-9_-]{16,}"
              + "|AIza[A-Za-z0-9_-]{20,}"
              + "|ya29\\.[A-Za-z0-9_-]{16,}"
              + "|eyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*+){0,4})");

  private static final Pattern BEARER =
      Pattern.compile("(?i)\\bbearer\\s+(?=[^\\s]{0,200}[0-9])[A-Za-z0-9._~+/=-]{8,}");

  /**
   * A password may itself hold slashes and at signs, so that all up to the last of them goes;
   * within bounds, or a long line of addresses would be searched to its end for each.
   */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{0,40}://)"
              + "(?:[^\\s/@:]{0,500}:[^\\s<>]{0,500}@|[^\\s/@]{1,500}@)");

  private SecretShapes() {}

  static String redact(String text) {
    String shown = KEYS.matcher(text).replaceAll(quoted(SecretFilter.REDACTED));
    if (shown.indexOf('@') >= 0) {
      shown = ADDRESS.matcher(shown).replaceAll("$1" + quoted(SecretFilter.REDACTED + "@"));
    }
    Matcher bearer = BEARER.matcher(shown);
    return bearer.find() ? bearer.replaceAll("Bearer " + quoted(SecretFilter.REDACTED)) : shown;
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }

  /** Tells whether a text may be made by chance: long, and of letters and digits mixed. */
  static boolean random(String text) {
    return text.length() >= 16
        && text.chars().noneMatch(Character::isWhitespace)
        && text.chars().anyMatch(Character::isDigit)
        && text.chars().anyMatch(Character::isLetter);
  }
}
