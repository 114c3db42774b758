package io.lifecycle4j.core.secret;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds secrets by how they look, whatever they are called: keys of well-known services, JSON web
 * tokens, private keys, passwords in addresses and headers.
 *
 * <p>Every pattern is bounded, so that a text takes time in proportion to its length.
 */
final class SecretShapes {
  private static final String KEYS =
      "(?=[Aagxsrwhnp0-9GySde])((?<![A-Za-z0-9])|(?<=\\\\[nrt]))(?:"
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

  /** A PEM block of one or many lines, even if its end is cut off. */
  private static final String BLOCK = "(?s)()-----BEGIN .*?(?:-----END [^-]{0,80}-----|\\z)";

  /**
   * A password may contain slashes and at signs, so everything up to the last at sign is removed.
   * The length is bounded, since otherwise a long line of addresses would be searched to its end
   * for each of them.
   */
  private static final String ADDRESS =
      "(://|:\\\\/\\\\/)(?:[^\\s/@:]{0,500}:[^\\s<>]{0,500}|[^\\s/@]{1,500})(?=@)";

  private static final String ORACLE =
      "(?i)(jdbc:oracle:[a-z0-9]{1,10}:)[^\\s/@]{1,100}/\\S{1,200}(?=@)";

  private static final String HOOK =
      "(?i)((?:hooks\\.slack\\.com|discord(?:app)?\\.com/api/(?:v[0-9]{1,3}/)?webhooks"
          + "|webhook\\.office\\.com|hooks\\.zapier\\.com|chat\\.googleapis\\.com/v1/spaces)/"
          + "|api\\.telegram\\.org/bot)[^\\s\"'<>`)]+";

  private static final String QUERY =
      "(?i)([?&](?:amp;)?(?:[a-z]{1,20}[-_]){0,3}(?:sig|signature|credential|hmac)=)[^&\\s\"'<>]+";

  private static final String BEARER =
      "(\\b(?i:bearer)\\s{1,9})(?=[^\\s]{0,200}(?:[0-9]|[a-z][A-Z]))[A-Za-z0-9._~+/=-]{8,}";

  /**
   * One shape.
   *
   * @param pattern its first group is what is shown of it; what comes behind is the secret
   * @param hints in lower case; a text that holds none of them, as most do, is not looked at
   */
  private record Shape(Pattern pattern, List<String> hints) {
    static Shape of(String regex, String... hints) {
      return new Shape(Pattern.compile(regex), List.of(hints));
    }
  }

  private static final Pattern KEY = Pattern.compile(KEYS);

  private static final List<Shape> SHAPES =
      List.of(
          Shape.of(BLOCK, "-----begin "),
          Shape.of(ADDRESS, "@"),
          Shape.of(ORACLE, "oracle"),
          Shape.of(HOOK, "hook", "googleapis", "telegram"),
          Shape.of(QUERY, "sig", "credential", "hmac"),
          Shape.of(BEARER, "bearer"));

  private SecretShapes() {}

  /** Removes secrets; {@code lower} is the text in lower case. */
  static String redact(String text, String lower) {
    String shown = hidden(KEY, text);
    for (Shape shape : SHAPES) {
      if (shape.hints.stream().anyMatch(lower::contains)) {
        shown = hidden(shape.pattern, shown);
      }
    }
    return shown;
  }

  private static String hidden(Pattern shape, String text) {
    return shape.matcher(text).replaceAll("$1" + SecretFilter.REDACTED);
  }
}
