//! What an interview shows and asks.

use super::Interview;
use crate::diagnostic::Result;
use crate::domain::Model;
use crate::domain::application::{Field, FieldKind, check_value, cover};
use crate::domain::market::country_named_exactly;
use crate::domain::word::Word as _;
use crate::prompt::{Question, Reply};

impl Interview<'_, '_> {
    pub(super) fn ask_model(&self) -> Result<Model> {
        self.ctx.out.note(
            "indirect reseller\n  You sell; an indirect provider buys from Microsoft, bills and supports you.\n  \
             Needs a partner network membership and, later, a provider.\n  Every newcomer since October 2020 starts here.\n\
             direct-bill partner\n  You buy from Microsoft, are invoiced by it, and support customers yourself.\n  \
             Needs revenue as an indirect reseller, a support plan and billing of your own.\n  \
             The eligibility check says whether you would qualify today.",
        );
        let choices: Vec<String> = Model::ALL
            .iter()
            .map(|model| model.title().to_owned())
            .collect();
        let at = self.ctx.prompter.choose("Which model", &choices)?;
        Ok(Model::ALL
            .get(at)
            .copied()
            .unwrap_or(Model::IndirectReseller))
    }

    pub(super) fn ask(&self, field: Field) -> Result<Reply> {
        let facts = field.facts();
        let label = if field == Field::Iban {
            format!(
                "{} (leave empty for account number and bank code)",
                facts.label
            )
        } else if field == Field::TenantId {
            format!(
                "{} (GUID; invitations need it; may be left empty)",
                facts.label
            )
        } else if facts.kind == FieldKind::Country {
            format!("{} (name or two-letter code, for example FR)", facts.label)
        } else if facts.kind == FieldKind::YesNo {
            format!("{} ({}; yes or no)", facts.label, facts.help)
        } else {
            format!("{} ({})", facts.label, facts.help)
        };
        let may_be_empty = matches!(field, Field::Iban | Field::TenantId);
        let question = Question {
            label: &label,
            default: self.application.get(field),
            may_be_empty,
        };
        self.ctx.prompter.text(question, |typed| {
            let typed = normalise_answer(field, typed);
            check_value(field, &typed, &self.application)
                .map_err(|finding| format!("{} [{}]", finding.message, finding.rule.id))
        })
    }

    pub(super) fn show_summary(&self, model: Model) {
        let mut text = format!("\nApplication as {}\n", model.title());
        for (field, value) in self.application.filled_fields() {
            text.push_str(&format!(
                "  {:<28} {}\n",
                field.facts().label,
                cover(field, value)
            ));
        }
        self.ctx.out.note(&text);
    }
}

/// What a person types for a country, for yes and for no, as the field holds it.
pub(super) fn normalise_answer(field: Field, typed: &str) -> String {
    let typed = typed.trim();
    match field.facts().kind {
        FieldKind::YesNo => {}
        FieldKind::Country => {
            return country_named_exactly(typed)
                .map_or_else(|| typed.to_owned(), |country| country.to_string());
        }
        FieldKind::Text
        | FieldKind::Email
        | FieldKind::Domain
        | FieldKind::Guid
        | FieldKind::Number => return typed.to_owned(),
    }
    match typed.to_lowercase().as_str() {
        "y" | "yes" | "true" | "o" | "oui" => "true".to_owned(),
        "n" | "no" | "false" | "non" => "false".to_owned(),
        other => other.to_owned(),
    }
}
