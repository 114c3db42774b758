package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // as the file is written
class SecretFilterTest {
  private static final String SECRET = "hunter2";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "db.password",
        "DB_PASSWORD",
        "PGPASSWORD",
        "dbPasswd",
        "mysql-pwd",
        "accessToken",
        "authtoken",
        "client_secret",
        "apiKey",
        "API-KEY",
        "aws.secretAccessKey",
        "google.credentials",
        "sasl.auth",
        "encryption.key",
        "passphrase"
      })
  void hidesTheValueOfAKeyThatNamesASecret(String key) {
    assertThat(SecretFilter.value(key, SECRET)).isEqualTo("<redacted>");
    assertThat(
            SecretFilter.arguments(List.of("--" + key + "=" + SECRET, "-D" + key + "=" + SECRET)))
        .containsExactly("--" + key + "=<redacted>", "-D" + key + "=<redacted>");
    assertThat(SecretFilter.arguments(List.of("--" + key, SECRET, "last")))
        .containsExactly("--" + key, "<redacted>", "last");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenizer", "monkey", "epochs", "compass", "passes", "hidden.units"})
  void showsTheValueOfAnotherKey(String key) {
    assertThat(SecretFilter.value(key, "32")).isEqualTo("32");
    assertThat(SecretFilter.arguments(List.of("--" + key, "32"))).containsExactly("--" + key, "32");
  }

  @Test
  void showsCountsOfTokens() {
    assertThat(SecretFilter.value("max.tokens", "512")).isEqualTo("512");
    assertThat(SecretFilter.value("password", "512")).isEqualTo("<redacted>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "github_pat_11ABCDEFG0aBcDeFgHiJkL",
        "glpat-aBcDeFgHiJkLmNoPqRsT",
        "xoxb-123456789012-abcdef",
        "sk_live_4eC39HqLyjWDarjtT1",
        "hf_aBcDeFgHiJkLmNoPqRsTuV",
        "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N"
      })
  void hidesWhatLooksLikeASecretUnderAnyName(String secret) {
    assertThat(SecretFilter.text(secret)).isEqualTo("<redacted>");
    assertThat(SecretFilter.text("x='" + secret + "'; y")).isEqualTo("x='<redacted>'; y");
    assertThat(SecretFilter.value("comment", "see " + secret + " there"))
        .isEqualTo("see <redacted> there");
  }

  @Test
  void hidesWhoLogsInToAnAddress() {
    assertThat(SecretFilter.text("https://alice:hunter2@example.org/x.git"))
        .isEqualTo("https://<redacted>@example.org/x.git");
    assertThat(SecretFilter.text("https://alice:hun@ter/2@example.org/x.git"))
        .isEqualTo("https://<redacted>@example.org/x.git");
    assertThat(SecretFilter.text("https://hunter2@example.org")).doesNotContain(SECRET);
    assertThat(SecretFilter.text("jdbc:postgresql://h/db?user=a&password=hunter2&x=1"))
        .doesNotContain(SECRET);
    assertThat(SecretFilter.text("git@github.com:a/b.git and https://example.org/a"))
        .isEqualTo("git@github.com:a/b.git and https://example.org/a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: hunter2",
        "password = hunter2 hunter2, hunter2",
        "{\"a\":1,\"password\":\"hunter2\",\"b\":2}",
        "'password' => 'hunter2'",
        "settings.put(\"password\", \"hunter2\");",
        "connection.setPassword('hunter2')",
        "<password>hunter2</password>",
        "<property name=\"password\" value=\"hunter2\"/>",
        "curl --token hunter2 https://example.org",
        "curl --token 'hunter2' x",
        "export DB_PASSWORD=hunter2",
        "Authorization: Basic hunter2",
        "password:\n  hunter2",
        "password: |\n  hunter2\n  hunter2\nepochs: 3",
        "passwords = [\n  \"a\",\n  \"hunter2\",\n]",
        "password=\\\nhunter2",
        "password = \"\"\"\nhunter2\n  hunter2\n\"\"\"",
        "<password>\nhunter2\n</password>",
        "+password: |\n+  hunter2"
      })
  void hidesWhatATextAssignsToASecret(String text) {
    assertThat(SecretFilter.text(text)).doesNotContain("hunter").contains("<redacted>");
  }

  @Test
  void goesOnAfterASecretOfSeveralLines() {
    assertThat(SecretFilter.text("password: |\n  a\n  b\nepochs: 3\nlr: 0.1"))
        .isEqualTo("password: <redacted>\n  <redacted>\n  <redacted>\nepochs: 3\nlr: 0.1");
  }

  @Test
  void hidesBlocksOfKeysAlsoWithoutTheirBeginning() {
    String line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    String block =
        "-----BEGIN RSA PRIVATE KEY-----\n" + line + "\nkQ==\n-----END RSA PRIVATE KEY-----";

    assertThat(SecretFilter.text("a\n" + block + "\nb"))
        .doesNotContain("MII", "kQ==")
        .endsWith("\nb");
    assertThat(SecretFilter.text("k = \"" + block.replace("\n", "\\n") + "\""))
        .doesNotContain("MII");
    assertThat(SecretFilter.text("+" + line + "\n+kQ==\n+b c"))
        .isEqualTo("+<redacted>\n+<redacted>\n+b c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-Xmx64m",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "0123456789abcdef0123456789abcdef01234567",
        "the password must be long",
        "map.put(key, value);",
        "key: customer_id",
        "/data/sets/images/of/the/year/train/all/parts",
        "a\r\nb\n\n"
      })
  void leavesAloneWhatIsNone(String text) {
    assertThat(SecretFilter.text(text)).isEqualTo(text);
  }

  @Test
  void showsNothingAfterASecretWhoseEndIsNotKnown() {
    assertThat(SecretFilter.words(List.of("train", "--password", "my", "secret", "x")))
        .containsExactly("train", "--password", "<redacted>");
    assertThat(SecretFilter.words(List.of("--token=a", "b"))).doesNotContain("b");
    assertThat(SecretFilter.words(List.of("train", "--epochs", "3")))
        .containsExactly("train", "--epochs", "3");
  }

  @Test
  void showsOnlyTheNameOfAFileThatHoldsSecrets() {
    String diff =
        "diff --git a/x/.env b/x/.env\n+WORD hunter2\ndiff --git a/A.java b/A.java\n+int a;\n"
            + "diff --git a/id_rsa b/id_rsa\n+hunter2\ndiff --git a/s.pem b/s.pem\n+hunter2\n"
            + "diff --git a/secrets.yaml b/secrets.yaml\n+x hunter2\n";

    assertThat(SecretFilter.diff(diff)).doesNotContain(SECRET).contains("+int a;", "x/.env");
  }

  @Test
  void takesTimeInProportionToTheText() {
    String line = "http://a:b/c d@e key=password-token \"\\\\\\\" -----x " + "A".repeat(300);
    String hard = line.repeat(200) + "\n" + "\"\\".repeat(50_000) + "\n" + "a:".repeat(50_000);
    long start = System.nanoTime();
    SecretFilter.text((hard + "\n").repeat(5));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }
}
