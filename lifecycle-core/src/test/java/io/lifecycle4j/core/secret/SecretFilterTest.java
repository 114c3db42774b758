package io.lifecycle4j.core.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.CpuTime;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // as the file is written
class SecretFilterTest {
  private static final String SECRET = "hunter2";
  private static final int LONG = Volume.of(100_000, 100_000, 1_000_000);

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
        "encryption.key",
        "passphrase"
      })
  void hidesTheValueOfAKeyThatNamesASecret(String key) {
    assertThat(SecretFilter.value(key, SECRET)).isEqualTo("<redacted>");
    for (String joint : List.of("=", ": ", " = ", "=>", "\":\"", "%3D")) {
      assertThat(SecretFilter.text("see " + key + joint + SECRET + "\nlast"))
          .isEqualTo("see " + key + joint + "<redacted>\nlast");
    }
    assertThat(SecretFilter.text("run --" + key + " " + SECRET))
        .isEqualTo("run --" + key + " <redacted>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenizer", "monkey", "epochs", "compass", "passes", "hidden.units"})
  void showsTheValueOfAnotherKey(String key) {
    assertThat(SecretFilter.value(key, "32")).isEqualTo("32");
    assertThat(SecretFilter.text("see " + key + ": x32")).isEqualTo("see " + key + ": x32");
    assertThat(SecretFilter.text("run --" + key + " x32")).isEqualTo("run --" + key + " x32");
  }

  @Test
  void showsCountsOfTokens() {
    assertThat(SecretFilter.value("max.tokens", "512")).isEqualTo("512");
    assertThat(SecretFilter.value("password", "512")).isEqualTo("<redacted>");
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
        "<property name=\"password\" value=\"hunter2\"/>",
        "curl --token hunter2 https://example.org",
        "curl --token 'hunter2' x",
        "export DB_PASSWORD=hunter2",
        "Authorization: Basic hunter2",
        "password:\n  hunter2",
        "password=\\\nhunter2"
      })
  void hidesWhatATextAssignsToASecret(String text) {
    assertThat(SecretFilter.text(text)).doesNotContain("hunter").contains("<redacted>");
  }

  @Test
  void hidesBlocksOfKeys() {
    String block = "-----BEGIN RSA PRIVATE KEY-----\nMIIx\nkQ==\n-----END RSA PRIVATE KEY-----";

    assertThat(SecretFilter.text("a\n" + block + "\nb")).isEqualTo("a\n<redacted>\nb");
    assertThat(SecretFilter.text(block + block)).isEqualTo("<redacted><redacted>");
    assertThat(SecretFilter.text("a " + block.substring(0, block.length() - 9)))
        .isEqualTo("a <redacted>");
    assertThat(SecretFilter.text("k: \"" + block.replace("\n", "\\n") + "\""))
        .isEqualTo("k: \"<redacted>\"");
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
        "/data/sets/images/of/the/year/train/all/parts",
        "a\r\nb\n\n"
      })
  void leavesAloneWhatIsNone(String text) {
    assertThat(SecretFilter.text(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A",
        "http://a:b/c d@e key=password-token \\\"\\\\ -----x ",
        "\"\\",
        "a:",
        "://",
        "://a:",
        "key=1 ",
        "password ",
        "--pass a ",
        "<password ",
        "key = f(",
        "f(key=len,",
        "\"key\", ",
        "-u a:",
        "login -",
        "login x ",
        "eyJ",
        "SG.",
        "basic ",
        "bearer a",
        "?a-b-",
        "key: ",
        "pass.",
        "passPass",
        " ",
        "key",
        "(key",
        "key==",
        "'pass' ",
        "identified by ",
        "[",
        "jdbc:oracle:a:",
        "12345678:",
        "-----BEGIN ",
        "-----BEGIN -----END ",
        "a key=a",
        "key:\n",
        "password: |\n ",
        "passphrase \""
      })
  @OnlyLarger
  void takesTimeInProportionToALineWithoutEnd(String part) {
    String line = part.repeat(LONG / part.length() + 1);
    Duration computing =
        CpuTime.of(
            () -> {
              SecretFilter.text(line);
              SecretFilter.text(" ".repeat(LONG / 10) + line.substring(LONG / 10 * 9));
            });
    assertThat(computing)
        .isLessThan(Duration.ofSeconds(30).multipliedBy(LONG).dividedBy(1_000_000));
  }
}
