package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.crashkit.Workloads;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadsTest {
  static List<Workload> all() {
    List<Workload> all = new ArrayList<>(StoreWorkloads.all());
    all.addAll(FileWorkloads.all());
    all.addAll(ExportWorkloads.all());
    all.addAll(MaintenanceWorkloads.all());
    all.addAll(Workloads.all());
    return all;
  }

  /** Keeps what it holds when it is closed, to be looked at. */
  private static final class Kept extends ForwardingMedium {
    Kept() {
      super(Media.memory());
    }

    @Override
    public void close() {
      // the test is not done with it
    }
  }

  private static List<String> blobsOf(String workload) {
    Medium medium = new Kept();
    FileWorkloads.all().stream()
        .filter(one -> one.name().equals(workload))
        .findFirst()
        .orElseThrow()
        .rehearse(() -> medium);
    return Fixtures.ids(medium.blobs()).stream()
        .map(id -> new String(medium.blobs().read(id), StandardCharsets.ISO_8859_1))
        .toList();
  }

  @Test
  void writesFoldersInParts() {
    assertThat(blobsOf("versions of 1,001 files"))
        .anySatisfy(text -> assertThat(text).containsPattern("\"parts\":\\[\"\\w+\",\"\\w+\"]"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void runsOnTheModel(Workload workload) {
    assertThat(workload.rehearse(Media::memory).values()).isNotEmpty().doesNotContainNull();
  }
}
