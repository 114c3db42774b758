package io.lifecycle4j.core.secret;

import static io.lifecycle4j.core.secret.SecretFilter.REDACTED;

import java.util.regex.Pattern;

/**
 * Takes the secrets out of a diff as git writes it: what is before and what is after the change are
 * two texts, filtered each on its own and without the margin that tells them apart. A line of both
 * is shown only if both show it. Of a file that is kept for secrets only the name is shown. Not
 * thread-safe; one for each diff.
 */
final class SecretDiff {
  private static final Pattern SECRET_FILE =
      Pattern.compile(
          "(?i)(?:[/ \"])(?:[^/ \"]{0,99}\\.env|\\.envrc|[._]netrc|\\.npmrc|\\.pypirc|\\.pgpass|\\.my\\.cnf|\\.htpasswd"
              + "|\\.s3cfg|\\.boto|\\.dockercfg|\\.vault-token|kubeconfig|id_(?:rsa|dsa|ecdsa|ed25519))"
              + "(?:\\.[a-z.]*)?(?:[ \"]|$)"
              + "|\\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|gpg)(?:[ \"]|$)"
              + "|(?:secret|credential|password)[^/ \".]*"
              + "(?:\\.(?:ya?ml|json|properties|txt|ini|conf|env|toml|xml|csv))?(?:[ \"]|$)");

  private final StringBuilder out = new StringBuilder();
  private SecretLines before = new SecretLines();
  private SecretLines after = new SecretLines();
  private boolean hidden;
  private boolean inHunk;

  private SecretDiff() {}

  static String redact(String diff) {
    SecretDiff filter = new SecretDiff();
    int from = 0;
    for (int end = diff.indexOf('\n'); end >= 0; end = diff.indexOf('\n', from)) {
      filter.line(diff.substring(from, end), "\n");
      from = end + 1;
    }
    filter.line(diff.substring(from), "");
    return filter.out.toString();
  }

  private void line(String line, String end) {
    if (line.startsWith("diff --git ")) {
      before = new SecretLines();
      after = new SecretLines();
      inHunk = false;
      hidden = SECRET_FILE.matcher(line.stripTrailing()).find();
      out.append(SecretLines.redact(line)).append(end).append(hidden ? REDACTED + "\n" : "");
    } else if (!hidden) {
      inHunk = inHunk || line.startsWith("@@");
      out.append(inHunk ? hunk(line) : SecretLines.redact(line)).append(end);
    }
  }

  private String hunk(String line) {
    char margin = line.isEmpty() ? '\n' : line.charAt(0);
    String text = line.substring(Math.min(1, line.length()));
    return switch (margin) {
      case '-' -> margin + before.line(text);
      case '+' -> margin + after.line(text);
      case ' ' -> margin + both(text);
      default -> SecretLines.redact(line); // where the hunk is, or that no line end is at the end
    };
  }

  private String both(String text) {
    String then = before.line(text);
    return then.equals(after.line(text)) ? then : SecretLines.margin(text) + REDACTED;
  }
}
