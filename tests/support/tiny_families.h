// SPDX-License-Identifier: Apache-2.0
// A project with rows and tiny random backbones of three families, for tests that start promptlathe-cli; and
// all that a run left, as text, to be compared bit for bit.
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtGlobal>
#include <bit>
#include <cstring>
#include <string>

#include "core/base/json.h"
#include "core/project/recorder.h"
#include "core/project/runs.h"
#include "tests/support/letters_backbone.h"

namespace lathe::test {

class TinyFamilies {
  public:
    struct Said {
        int code = -1;
        QString out, error;
    };

    TinyFamilies() {
        for (const char* family : kFamilies) makeLettersBackbone(path("."), family);
        QByteArray rows;
        for (int k = 0; k < 48; ++k) {
            const QByteArray a(1, static_cast<char>('a' + k % 8)), b(1, static_cast<char>('a' + k * 5 % 7));
            rows += "{\"text\": \"" + a + " " + b + " c\", \"label\": \"" + (k % 3 ? "x" : "y") +
                    "\", \"split\": \"" + (k % 4 == 3 ? "validation" : "train") + "\"}\n";
        }
        data_ = written("rows.jsonl", rows);
    }

    static constexpr const char* kFamilies[] = {"gpt2", "t5", "bert"};
    static constexpr const char* kMethods[] = {"prompt_tuning", "prefix_tuning", "p_tuning"};

    QString path(const QString& name) const { return folder_.filePath(name); }
    QString written(const QString& name, const QByteArray& bytes) const {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
        file.write(bytes);
        return file.fileName();
    }
    QProcessEnvironment environment() const {
        auto all = QProcessEnvironment::systemEnvironment();
        all.insert("XDG_DATA_HOME", path("data"));
        all.insert("XDG_CACHE_HOME", path("cache"));
        return all;
    }
    Said run(const QStringList& arguments) const {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(LATHE_CLI, arguments);
        if (!process.waitForFinished(240000)) qFatal("promptlathe-cli did not end");
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }
    /// A project with the rows in it, where a path is given elsewhere than in this folder.
    QString project(const QString& name) const {
        const QString file = name.startsWith('/') ? name : path(name);
        for (const Said& said : {run({"new", file}), run({"data", "import", file, data_, "--name", "d"})})
            if (said.code != 0) qFatal("%s", qPrintable(said.error));
        return file;
    }
    QString recipe(const QString& family, const QString& method,
                   const std::vector<std::pair<std::string, Json>>& more = {}) const {
        const bool masked = family == "bert";
        Json json = Json::object(
            {{"recipe", 1},
             {"name", (method + " on " + family).toStdString()},
             {"backbone", Json::object({{"id", path(family).toStdString()}, {"dtype", "float32"}})},
             {"task",
              Json::object({{"kind", "classify"},
                            {"data", "d"},
                            {"template", std::string("{prompt}{text} is ") + (masked ? "{mask}" : "{label}")},
                            {"labels", Json::object({{"x", " x"}, {"y", " y"}})}})},
             {"method", Json::object({{"kind", method.toStdString()}})},
             {"optimizer", Json::object({{"kind", "adamw"}, {"learning_rate", 0.01}})},
             {"training", Json::object({{"steps", 60},
                                        {"batch", 4},
                                        {"evaluate_every", 10},
                                        {"snapshot_every", 15},
                                        {"checkpoint_seconds", 0.02},
                                        {"threads", 1}})}});
        if (method == "prefix_tuning") {
            json.setAt("task.template", std::string("{text} is ") + (masked ? "{mask}" : "{label}"));
            json.setAt("method.tokens", 3);
            json.setAt("method.reparameterization", "mlp");
            json.setAt("method.width", 8);
            json.setAt("method.init.kind", "random");
            json.setAt("method.dropout", 0.1);
        } else if (method == "p_tuning") {
            json.setAt("method.tokens", 3);
            json.setAt("method.hidden", 8);
        } else {
            json.setAt("method.tokens", 3);
            json.setAt("method.init.kind", "uniform");
        }
        for (const auto& [key, value] : more) json.setAt(key, value);
        return written(QString("%1-%2.json").arg(family, method), QByteArray::fromStdString(json.pretty()));
    }

    /// Everything of a run that has to be the same, however often it was ended: numbers as their bits.
    static std::string contents(const QString& file, std::int64_t number = 1) {
        std::string text;
        const auto bits = [](double value) {
            return std::to_string(std::bit_cast<std::uint64_t>(value)) + " ";
        };
        const auto tensors = [&](const TensorMap& all) {
            for (const HostTensor& tensor : all) {
                text += tensor.name + ":";
                text.append(reinterpret_cast<const char*>(tensor.data.data()),
                            tensor.data.size() * sizeof(float));
            }
        };
        const auto project = Project::open(file.toStdString(), Project::Access::ReadOnly);
        if (!project) return project.error().line();
        const auto run = findRun(*project, std::to_string(number));
        if (!run) return run.error().line();
        text += "state " + std::to_string(static_cast<int>(run->state)) + " step " +
                std::to_string(run->step) + " best " + std::to_string(run->bestStep) + "\n";
        const auto names = metricNames(*project, number);
        if (!names) return names.error().line();
        for (const std::string& name : *names) {
            if (name == "tokens_a_second" || name == "resident_mib") continue;
            text += name + " ";
            for (const std::int64_t most : {std::int64_t{1} << 40, std::int64_t{1}}) {  // steps, then blocks
                const auto points = curve(*project, number, name, 0, most);
                if (!points) return points.error().line();
                for (const CurvePoint& point : *points)
                    text += std::to_string(point.step) + "=" + bits(point.value) + bits(point.minimum) +
                            bits(point.maximum);
            }
            text += bits(run->last.contains(name) ? run->last.at(name) : -1) +
                    bits(run->best.contains(name) ? run->best.at(name) : -1) + "\n";
        }
        const auto measured = evaluations(*project, number);
        if (!measured) return measured.error().line();
        for (const EvaluationRow& row : *measured) {
            text += "evaluation " + std::to_string(row.step) + " ";
            for (const auto& [name, value] : row.metrics) text += name + "=" + bits(value);
            const auto answers = predictions(*project, number, row.step, row.data);
            if (!answers) return answers.error().line();
            for (const Prediction& one : *answers) {
                text += std::to_string(one.row) + one.prediction;
                for (const auto& [label, score] : one.scores) text += label + bits(score);
            }
            text += "\n";
        }
        const auto taken = snapshots(*project, number);
        if (!taken) return taken.error().line();
        for (const SnapshotRow& row : *taken) {
            text += "snapshot " + std::to_string(row.step) + " " + bits(row.drift);
            const auto stored = snapshotTensors(*project, number, row.step);
            if (!stored) return stored.error().line();
            tensors(*stored);
            text += "\n";
        }
        const auto state = storedState(*project, number);
        if (!state || !*state) return "no state";
        text += "resume " + std::to_string((*state)->step) + (*state)->counters.dump();
        tensors((*state)->tensors);
        return text;
    }

  private:
    QTemporaryDir folder_;
    QString data_;
};

}  // namespace lathe::test
