package io.lifecycle4j.core.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.tracking.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("OverrideThrowableToString") // what is thrown may say of itself what it likes
class FreeTextTest {
  @Test
  void takesASecretOutOfAText() {
    assertThat(FreeText.of("note", "Failed: jdbc:postgresql://u:hunter2@h/db"))
        .isEqualTo("Failed: jdbc:postgresql://<redacted>@h/db");
    assertThat(FreeText.of("cause", new IllegalStateException("password=hunter2")))
        .isEqualTo("java.lang.IllegalStateException: password=<redacted>");
  }

  @Test
  void takingItOutTwiceChangesNothing() {
    for (String line : SecretCorpus.section("hidden.txt", "# Sentences of exceptions")) {
      String once = FreeText.of("note", line.replace("PW", "hunter2"));
      assertThat(once).doesNotContain("hunter2");
      assertThat(FreeText.of("note", once)).isEqualTo(once);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "password, hunter, <redacted>",
    "db.password, 512, <redacted>",
    "api_key, hunter, <redacted>",
    "key, customer, customer",
    "dataset, token:1, token:1",
    "model, api.key:12, api.key:12",
    "model, password:hunter2, password:<redacted>",
    "model, token: 12, token: <redacted>",
    "note, token:12345678, token:<redacted>",
    "label_key, customer_17, customer_17",
    "tokens, 512, 512",
    "tokenizer, bert-base-2, bert-base-2",
    "data.hash, 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08,"
        + " 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "url, postgres://u:hunter2@h/db, postgres://<redacted>@h/db"
  })
  void hidesAValueByTheNameOfItsKey(String key, String value, String kept) {
    assertThat(FreeText.of("tag", key, value)).isEqualTo(kept);
  }

  @Test
  void aHiddenParameterIsAText() {
    assertThat(FreeText.of("password", Param.of(512)))
        .isEqualTo(new Param("<redacted>", Param.Type.TEXT));
    assertThat(FreeText.of("epochs", Param.of(512))).isEqualTo(Param.of(512));
  }

  @Test
  void namesWhatCannotSayWhatItIs() {
    Exception mute =
        new Exception() {
          private static final long serialVersionUID = 1L;

          @Override
          public String toString() {
            throw new IllegalStateException("hunter2");
          }
        };

    assertThat(FreeText.of("cause", mute)).isEqualTo(mute.getClass().getName());
  }

  @Test
  void looksAtWhatWasThrownNoFurtherThanAnybodyKeeps() {
    String text = FreeText.of("cause", new IllegalStateException("x".repeat(1 << 20)));

    assertThat(text).hasSizeBetween(10_000, 20_000);
  }

  @Test
  void tellsOfAPlaceOnce() {
    assertThat(FreeText.isNews("parameter told.once")).isTrue();
    assertThat(FreeText.isNews("parameter told.once")).isFalse();
    assertThat(FreeText.isNews("parameter told.next")).isTrue();
  }
}
