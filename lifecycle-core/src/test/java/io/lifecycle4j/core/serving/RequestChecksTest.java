package io.lifecycle4j.core.serving;

import static io.lifecycle4j.validation.Rules.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.validation.RequestRules;
import io.lifecycle4j.core.validation.RequestRules.RowVerdict;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to requests whose rules cannot be read. */
class RequestChecksTest {
  private static final Schema INPUT = Versions.INPUT.schema();

  private final Medium medium = Media.memory();
  private final ModelVersion version = Versions.version(1, INPUT); // of data that are not here

  @AfterEach
  void close() {
    medium.close();
  }

  private RequestChecks checks(InvalidRequestPolicy policy) {
    return new RequestChecks(Versions.data(medium), policy);
  }

  @Test
  void servesNothingUncheckedWhereRequestsAreToBeRefused() {
    assertThatThrownBy(() -> checks(InvalidRequestPolicy.REJECT).of(version, INPUT))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Cannot check requests to line:1: its data data:1 are not here");
  }

  @Test
  void servesUncheckedWhereTheyAreOnlyLogged() {
    assertThat(checks(InvalidRequestPolicy.LOG).of(version, INPUT)).isNull();
    assertThat(checks(InvalidRequestPolicy.OFF).of(version, INPUT)).isNull();
  }

  @Test
  void givesUpALoadThatIsInterrupted() {
    OperationInterruptedException interrupted = new OperationInterruptedException("Cannot read");
    DatasetStore closing =
        (DatasetStore)
            Proxy.newProxyInstance(
                DatasetStore.class.getClassLoader(),
                new Class<?>[] {DatasetStore.class},
                (proxy, method, arguments) -> {
                  throw interrupted;
                });
    RequestChecks checks =
        new RequestChecks(Versions.data(medium, closing), InvalidRequestPolicy.LOG);
    assertThatThrownBy(() -> checks.withPrivate(version, INPUT)).isSameAs(interrupted);
    assertThatThrownBy(() -> checks.of(version, INPUT)).isSameAs(interrupted);
    assertThat(checks(InvalidRequestPolicy.LOG).withPrivate(version, INPUT).columns())
        .allMatch(Column::isPrivate);
  }

  @Test
  void allocatesNothingForAValidRequest() {
    RequestRules rules =
        RequestRules.of(INPUT, INPUT, List.of(column("x").between(0, 10), column("x").notNull()));
    RequestGuard guard = new RequestGuard("line:1", rules, InvalidRequestPolicy.REJECT);
    RowVerdict verdict = guard.verdict();
    Row row = Versions.INPUT.row(2.0);
    for (int i = 0; i < 100; i++) {
      guard.check(row, verdict); // loads classes
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      guard.check(row, verdict);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    assertThat(guard.counts()).isEmpty();
  }
}
