// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;

namespace lathe {

class MainWindow;

/// Writes PAGE-light.png and PAGE-dark.png of every page into a folder, at 1440 by 900; waits for what pages ask the helper
/// (6 s a page, or PROMPTLATHE_PICTURE_WAIT milliseconds).
bool writePictures(MainWindow& window, const QString& folder);

}  // namespace lathe
