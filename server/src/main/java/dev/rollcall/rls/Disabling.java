package dev.rollcall.rls;

import java.util.List;

/// What became of [RowSecurity#disable].
public sealed interface Disabling {
  /// All that was made is gone, and what was taken from everybody is given back.
  ///
  /// @param keptRoles roles of ours that stay, since another database of this server needs them
  record Disabled(List<String> keptRoles) implements Disabling {
    public Disabled {
      keptRoles = List.copyOf(keptRoles);
    }
  }

  /// Nothing was changed, because the application's own policies and tables still use it.
  ///
  /// @param by what to drop or alter first, such as `policy own on table todos`
  record StillUsed(List<String> by) implements Disabling {
    public StillUsed {
      by = List.copyOf(by);
    }
  }

  /// Nothing was there.
  record NotOn() implements Disabling {}
}
