package dev.pipy.ctl.completion;

import java.util.List;

/// Names that only the server knows. Whatever cannot be had in time is simply missing.
public interface LiveNames {

  List<Candidate> programs();

  List<Candidate> revisions(String program);

  List<Candidate> filters();

  List<Candidate> categories();

  List<Candidate> loggers();
}
