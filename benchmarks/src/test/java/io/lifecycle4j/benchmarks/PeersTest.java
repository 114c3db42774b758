package io.lifecycle4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeersTest {
  /** Tests run in the directory of the module, below which nothing is ever installed. */
  @ParameterizedTest
  @CsvSource({
    "dvc,dvc",
    "ge,great_expectations",
    "pandera,pandera",
    "mlflow,mlflow",
    "scikit-learn,sklearn",
    "safetensors,safetensors",
    "evidently,evidently",
    "nannyml,nannyml",
    "fastapi,fastapi"
  })
  void saysWhatToInstallWhereAPeerIsMissing(String side, String module) throws Exception {
    assertThat(Peers.missing(side))
        .hasValue("skipped: " + module + " is not installed (run benchmarks/peers/install.sh)");
  }

  @Test
  void missesNothingForASideInJava() throws Exception {
    assertThat(Peers.missing("raw")).isEmpty();
  }
}
