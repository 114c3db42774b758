package io.lifecycle4j.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleExceptionTest {
  private static final List<BiFunction<String, Throwable, LifecycleException>> WITH_CAUSE =
      List.of(
          ConflictException::new,
          CorruptDataException::new,
          InvalidDataException::new,
          InvalidValueException::new,
          MissingCapabilityException::new,
          ModelUnavailableException::new,
          NotFoundException::new,
          OperationInterruptedException::new,
          OverloadedException::new,
          PredictionFailedException::new,
          ReadOnlyException::new,
          SealedDataException::new,
          StorageFailedException::new,
          TrainingFailedException::new,
          UnknownOutcomeException::new,
          UntrustedModelException::new);

  @ParameterizedTest
  @CsvSource({
    "ConflictException, CONFLICT",
    "CorruptDataException, CORRUPT_DATA",
    "InvalidDataException, INVALID_DATA",
    "InvalidNameException, INVALID_NAME",
    "InvalidValueException, INVALID_VALUE",
    "MissingCapabilityException, MISSING_CAPABILITY",
    "ModelUnavailableException, MODEL_UNAVAILABLE",
    "NotFoundException, NOT_FOUND",
    "OperationInterruptedException, INTERRUPTED",
    "OverloadedException, OVERLOADED",
    "PredictionFailedException, PREDICTION_FAILED",
    "ReadOnlyException, READ_ONLY",
    "SealedDataException, SEALED",
    "StorageFailedException, STORAGE_FAILED",
    "TrainingFailedException, TRAINING_FAILED",
    "UnknownOutcomeException, UNKNOWN_OUTCOME",
    "UntrustedModelException, UNTRUSTED_MODEL"
  })
  void hasACodeThatNeverChanges(String type, String code) throws ReflectiveOperationException {
    Class<?> exception = Class.forName(LifecycleException.class.getPackageName() + "." + type);

    assertThat(exception.getConstructor(String.class).newInstance("Model does not exist: fraud"))
        .isInstanceOfSatisfying(
            LifecycleException.class, thrown -> assertThat(thrown.code()).isEqualTo(code))
        .hasFieldOrPropertyWithValue("message", "Model does not exist: fraud");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "1000, 1", "1001, 2", "2000, 2"})
  void roundsTheTimeToWaitUpToWholeSeconds(long millis, long seconds) {
    OverloadedException overload = new OverloadedException("Full", Duration.ofMillis(millis));

    assertThat(overload.retryAfter()).contains(Duration.ofMillis(millis));
    assertThat(overload.retryAfterSeconds()).hasValue(seconds);
  }

  @Test
  void letsClientsRetryWhatIsUnavailableOnly() {
    for (BiFunction<String, Throwable, LifecycleException> type : WITH_CAUSE) {
      LifecycleException thrown = type.apply("Cannot", new IOException());

      boolean isUnavailable = thrown.kind() == LifecycleException.Kind.UNAVAILABLE;
      boolean isTimeHelpful =
          thrown instanceof OverloadedException || thrown instanceof ModelUnavailableException;
      assertThat(isUnavailable).as(thrown.code()).isEqualTo(isTimeHelpful);
      assertThat(thrown.retryAfterSeconds().isPresent()).isEqualTo(isUnavailable);
    }
  }

  @Test
  void keepsItsCause() {
    Throwable cause = new IOException("disk is full");
    for (BiFunction<String, Throwable, LifecycleException> type : WITH_CAUSE) {
      assertThat(type.apply("Cannot write", cause)).hasMessage("Cannot write").hasCause(cause);
    }
  }

  @Test
  void escapesWhatATerminalOrALogWouldObey() {
    assertThat(message("a\nb\r\u001B[31mc\u0000d"))
        .isEqualTo("a\\u000ab\\u000d\\u001b[31mc\\u0000d");
    assertThat(message("\u202Eabc\u200B\u2028")).isEqualTo("\\u202eabc\\u200b\\u2028");
    assertThat(message("a\uDB40\uDC01b")).isEqualTo("a\\udb40\\udc01b");
  }

  @Test
  void escapesLoneSurrogates() {
    assertThat(message("a\uD800b\uDC00")).isEqualTo("a\\ud800b\\udc00");
    assertThat(message("\uD83D\uDE00")).isEqualTo("\uD83D\uDE00");
  }

  @Test
  void keepsOtherTextAsItIs() {
    String text = "Größe: '模型' {} %s ${jndi:ldap://x}";

    assertThat(message(text)).isEqualTo(text);
  }

  @Test
  void cutsLongMessagesAndSaysSo() {
    assertThat(message("x".repeat(500))).isEqualTo("x".repeat(500));
    assertThat(message("x".repeat(501))).isEqualTo("x".repeat(499) + "…");
    assertThat(message("x".repeat(1 << 20))).hasSize(500);
  }

  @Test
  void cutsNoCharacterInTwo() {
    String smile = "\uD83D\uDE00";

    assertThat(message("x".repeat(498) + smile + "yz")).isEqualTo("x".repeat(498) + "…");
    assertThat(message("x".repeat(498) + smile)).isEqualTo("x".repeat(498) + smile);
  }

  @Test
  void countsWhatEscapingAdds() {
    assertThat(message("\n".repeat(100))).hasSize(500).endsWith("…");
    assertThat(message("\n" + "x".repeat(498))).hasSize(500).endsWith("…");
    assertThat(message("\n" + "x".repeat(494))).hasSize(500).endsWith("x");
  }

  @Test
  @SuppressWarnings("NullAway")
  void survivesAMissingMessage() {
    assertThat(message(null)).isEqualTo("null");
  }

  @Test
  void survivesSerialization() throws IOException, ClassNotFoundException {
    List<String> failures = new ArrayList<>(List.of("rmse is 3.0 (needs at most 2.5)"));
    GateFailedException thrown = new GateFailedException("Cannot promote rides:1", failures);
    failures.clear();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(thrown);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      GateFailedException read = (GateFailedException) in.readObject();

      assertThat(read).hasMessage("Cannot promote rides:1");
      assertThat(read.code()).isEqualTo("GATE_FAILED");
      assertThat(read.failures()).containsExactly("rmse is 3.0 (needs at most 2.5)");
    }
  }

  @Test
  void keepsTheDifferencesOfASchema() {
    List<String> differences = List.of("day: is gone");
    IncompatibleSchemaException thrown =
        new IncompatibleSchemaException("Cannot commit rides", differences);

    assertThat(thrown).hasMessage("Cannot commit rides");
    assertThat(thrown.code()).isEqualTo("INCOMPATIBLE_SCHEMA");
    assertThat(thrown.differences()).isEqualTo(differences);
  }

  @Test
  @SuppressWarnings("NullAway")
  void needsTheFailuresOfAGate() {
    assertThatThrownBy(() -> new GateFailedException("Cannot promote rides:1", null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing failures: null (must be given)");
  }

  private static String message(String text) {
    return String.valueOf(new NotFoundException(text).getMessage());
  }
}
