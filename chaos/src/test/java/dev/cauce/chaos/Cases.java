package dev.cauce.chaos;

import java.util.List;
import java.util.stream.Stream;

/** All cases, in the order of docs/reliability.md. */
final class Cases {
  private Cases() {}

  static List<Case> all() {
    return Stream.of(
            NoFaultCases.all(),
            KillCases.all(),
            ServerCases.all(),
            ClusterCases.all(),
            AvailableNowCases.all(),
            DirectoryCases.all(),
            SocketCases.all(),
            FileCases.all(),
            DataCases.all(),
            AppendCases.all(),
            List.of(Case.rarely("T21", LongRun::play)),
            SecurityCases.all(),
            PortCases.all())
        .flatMap(List::stream)
        .toList();
  }
}
