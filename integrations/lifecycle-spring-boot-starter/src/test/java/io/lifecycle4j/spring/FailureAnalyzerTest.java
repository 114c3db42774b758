package io.lifecycle4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;

@Timeout(60)
class FailureAnalyzerTest {
  private final LifecycleFailureAnalyzer analyzer = new LifecycleFailureAnalyzer();

  private FailureAnalysis analysis(RuntimeException failure) {
    return Objects.requireNonNull(
        analyzer.analyze(new BeanCreationException("fare", "It failed", failure)));
  }

  @Test
  void namesACureForEachKindOfFailure() {
    Map<LifecycleException, String> cures = new LinkedHashMap<>();
    cures.put(new StorageFailedException("why", null), "who may write");
    cures.put(new CorruptDataException("why"), "restore it from a backup");
    cures.put(new UntrustedModelException("why"), "Compare the task and the steps");
    cures.put(new NotFoundException("why"), "Add the module, or create what is missing");
    cures.put(new ConflictException("why"), "Start the application again");
    cures.put(new ModelUnavailableException("why"), "roll back to a version that loads");
    cures.forEach(
        (failure, cure) -> {
          FailureAnalysis analysis = analysis(failure);
          assertThat(analysis.getDescription()).isEqualTo(failure.code() + ": why");
          assertThat(analysis.getAction()).contains(cure);
        });
    assertThat(analysis(new MissingHomeException()).getAction())
        .contains("Set lifecycle4j.home to a directory");
    assertThat(analyzer.analyze(new IllegalStateException("of the application"))).isNull();
  }
}
