package io.lifecycle4j.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Only what was signed with the secret a moment ago is genuine. */
class WebhookVerifierTest {
  private static final String SECRET = "a secret of 16 or more bytes";
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final byte[] BODY = "{\"a\":1}".getBytes(UTF_8);

  private final WebhookVerifier verifier =
      WebhookVerifier.of(SECRET).clock(InstantSource.fixed(NOW));

  private static String signed(String secret, String id, String timestamp) {
    return SigningKeys.none().with(secret).sign(id, timestamp, BODY);
  }

  @Test
  void signsAsOtherProgramsDo() {
    assertThat(
            SigningKeys.none().withBytes("secret".getBytes(UTF_8)).sign("d-1", "1700000000", BODY))
        .isEqualTo("v1,W9eHebaqiXOuELHN1r1hVUnoO/wpmwqyE5kTPta2srw=");
  }

  @Test
  void takesWhatWasSigned() {
    String signature = signed(SECRET, "1", "1700000000");
    assertThat(verifier.isGenuine("1", "1700000000", signature, BODY)).isTrue();
    assertThat(verifier.isGenuine("1", "1700000000", "v1,AAAA v2,x " + signature, BODY)).isTrue();
  }

  @Test
  void refusesWhatWasChanged() {
    String signature = signed(SECRET, "1", "1700000000");
    assertThat(verifier.isGenuine("2", "1700000000", signature, BODY)).isFalse();
    assertThat(verifier.isGenuine("1", "1700000001", signature, BODY)).isFalse();
    assertThat(verifier.isGenuine("1", "1700000000", signature, new byte[0])).isFalse();
    assertThat(verifier.isGenuine("1", "1700000000", "v1,AAAA", BODY)).isFalse();
    assertThat(verifier.isGenuine("1", "1700000000", "v1,?", BODY)).isFalse();
    assertThat(verifier.isGenuine("1", "1700000000", "", BODY)).isFalse();
    assertThat(verifier.isGenuine("1", "1700000000", signature.replace("v1", "v2"), BODY))
        .isFalse();
    String foreign = signed("another secret of some length", "1", "1700000000");
    assertThat(verifier.isGenuine("1", "1700000000", foreign, BODY)).isFalse();
  }

  @Test
  void refusesWhatIsMissing() {
    String signature = signed(SECRET, "1", "1700000000");
    assertThat(verifier.isGenuine(null, "1700000000", signature, BODY)).isFalse();
    assertThat(verifier.isGenuine("1", null, signature, BODY)).isFalse();
    assertThat(verifier.isGenuine("1", "1700000000", null, BODY)).isFalse();
  }

  @Test
  void refusesWhatIsOldOrOfTheFuture() {
    for (long seconds : new long[] {-301, 301}) {
      String time = Long.toString(NOW.getEpochSecond() + seconds);
      assertThat(verifier.isGenuine("1", time, signed(SECRET, "1", time), BODY)).isFalse();
      assertThat(
              verifier
                  .within(Duration.ofHours(1))
                  .isGenuine("1", time, signed(SECRET, "1", time), BODY))
          .isTrue();
    }
    for (String time : new String[] {"", "now", "-5", "9".repeat(30), "1700000000.5"}) {
      assertThat(verifier.isGenuine("1", time, signed(SECRET, "1", time), BODY)).isFalse();
    }
  }

  @Test
  void takesBothSecretsWhileTheyAreExchanged() {
    String next =
        "whsec_" + Base64.getEncoder().encodeToString(SECRET.substring(3).getBytes(UTF_8));
    String signature = signed(next, "1", "1700000000");
    assertThat(verifier.isGenuine("1", "1700000000", signature, BODY)).isFalse();
    assertThat(verifier.or(next).isGenuine("1", "1700000000", signature, BODY)).isTrue();
    String both = SigningKeys.none().with(SECRET).with(next).sign("1", "1700000000", BODY);
    assertThat(verifier.isGenuine("1", "1700000000", both, BODY)).isTrue();
  }

  @Test
  void refusesSecretsThatCouldBeGuessed() {
    assertThatThrownBy(() -> WebhookVerifier.of("short"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid secret: 5 bytes (must be at least 16, chosen at random)");
    assertThatThrownBy(() -> WebhookVerifier.of("whsec_?"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid secret: what follows whsec_ is not Base64");
    assertThatThrownBy(() -> verifier.within(Duration.ZERO))
        .isInstanceOf(InvalidValueException.class);
    assertThat(verifier.toString()).isEqualTo("WebhookVerifier[within=PT5M]");
  }
}
